import type { Integration } from '../../../api/entities.generated.ts';
import { CheckInput } from '../../../parts/check-input.tsx';
import { SelectInput } from '../../../parts/select-input.tsx';
import { TextInput } from '../../../parts/text-input.tsx';
import { isSet, settingText, type SettingField } from './setting-fields.ts';

const plain: ReadonlySet<SettingField['kind']> = new Set([
  'text',
  'optional text',
  'optional number',
  'optional numbers',
]);

/** The field of one setting. */
export function SettingInput({
  integration,
  field,
  onChange,
}: {
  readonly integration: Integration;
  readonly field: SettingField;
  readonly onChange: (text: string) => void;
}) {
  const { name, label, kind, hint = '' } = field;
  const value = settingText(integration, field);
  const common = { name, label, value, onChange };
  if (typeof kind === 'object') {
    const items = kind.oneOf.map((id) => ({ id, label: id === '*' ? 'any' : id }));
    return <SelectInput {...common} items={items} />;
  }
  const hints = hint === '' ? {} : { hint };
  if (kind === 'lines') return <TextInput {...common} {...hints} rows={3} />;
  if (kind === 'number') return <TextInput {...common} {...hints} type="number" />;
  if (plain.has(kind)) return <TextInput {...common} {...hints} />;
  const said = isSet(integration, field)
    ? 'One is set, and not shown. Leave this empty to keep it.'
    : 'None is set.';
  return (
    <>
      <TextInput {...common} hint={`${hint} ${said}`.trim()} rows={2} />
      {kind === 'removable secret' && isSet(integration, field) ? (
        <CheckInput name={`remove ${name}`} label={`Remove the ${label.toLowerCase()}`} />
      ) : null}
    </>
  );
}
