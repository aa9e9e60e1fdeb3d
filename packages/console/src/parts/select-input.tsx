import { Label, Select } from 'react-aria-components';
import { ChoiceButton, ChoiceList, type ChoiceItem } from './choice.tsx';

/** A field of a form that is one of a few. */
export function SelectInput({
  name,
  label,
  items,
  value,
  onChange,
}: {
  readonly name: string;
  readonly label: string;
  readonly items: readonly ChoiceItem[];
  readonly value: string;
  readonly onChange?: (id: string) => void;
}) {
  return (
    <Select
      className="field"
      name={name}
      defaultValue={value}
      onChange={(key) => key !== null && onChange?.(String(key))}
    >
      <Label>{label}</Label>
      <div>
        <ChoiceButton />
      </div>
      <ChoiceList items={items} />
    </Select>
  );
}
