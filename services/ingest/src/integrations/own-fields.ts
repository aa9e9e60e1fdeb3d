import type { OwnFields } from '@upshot/ledger/integrations/integration-row';
import { secretContext } from '@upshot/integrations/secret-context';
import { definitionOf, type IntegrationType } from '@upshot/integrations/registry';
import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';

/** Stands in answers for a secret that is set; sent back, it leaves the secret as it is. */
const redactedSecret = '******';

type Values = Readonly<Record<string, unknown>>;

/** The fields of one integration, as the ledger keeps them. */
export interface StoredFields extends OwnFields {
  readonly source: string | null;
}

/** An integration as far as its fields need it. */
interface FieldOwner {
  readonly id: string;
  readonly type: IntegrationType;
}

/** Puts each given value where its field is kept, over what is stored already. Secrets are sealed; null removes one. */
export function storeFields(
  ring: KeyRing,
  { id, type }: FieldOwner,
  given: Values,
  stored: StoredFields,
): StoredFields {
  const settings: Record<string, unknown> = { ...stored.settings };
  const sealed: Record<string, string> = { ...stored.sealed };
  let { source } = stored;
  for (const [name, { keptIn }] of Object.entries(definitionOf(type).fields)) {
    const value = given[name];
    if (value === undefined) continue;
    if (keptIn === 'settings') settings[name] = value;
    else if (typeof value !== 'string') delete sealed[name];
    else if (keptIn === 'sealed') sealed[name] = seal(ring, value, secretContext(id, name));
    else source = value;
  }
  return { settings, sealed, source };
}

/** The given values without the secrets that are sent back as they were answered. */
export function withoutRedacted(type: IntegrationType, given: Values): Values {
  const { fields } = definitionOf(type);
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => fields[name]?.keptIn !== 'sealed' || value !== redactedSecret,
    ),
  );
}

/** The given values, and the default of each field that is not given. */
export function withDefaults(type: IntegrationType, given: Values): Values {
  const defaults = Object.entries(definitionOf(type).fields).map(([name, field]) => [name, field.default]);
  return { ...(Object.fromEntries(defaults) as Values), ...given };
}

/** The fields as they are answered: secrets are redacted. */
export function showFields(type: IntegrationType, { settings, sealed, source }: StoredFields): Values {
  const shown = Object.entries(definitionOf(type).fields).map(([name, { keptIn, default: preset }]) => {
    if (keptIn === 'settings') return [name, settings[name] ?? preset];
    if (keptIn === 'sealed') return [name, sealed[name] === undefined ? null : redactedSecret];
    return [name, source];
  });
  return Object.fromEntries(shown) as Values;
}

/** The fields with their secrets opened. `onUnreadable` is told of each secret that no key opens. */
export function openFields(
  ring: KeyRing,
  { id, type }: FieldOwner,
  stored: StoredFields,
  onUnreadable: (field: string) => void,
): Values {
  const opened = Object.entries(stored.sealed).flatMap(([name, sealed]) => {
    try {
      return [[name, unseal(ring, sealed, secretContext(id, name))]];
    } catch {
      onUnreadable(name);
      return [];
    }
  });
  return { ...showFields(type, stored), ...(Object.fromEntries(opened) as Values) };
}
