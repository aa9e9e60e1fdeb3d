import type { VariableChanges } from '@upshot/ledger/integrations/apply-step';
import type { Variable } from '@upshot/ledger/tables';
import type { KeyRing } from '@upshot/secrets/seal';
import { newId } from '@upshot/shared/id';
import { isDeepStrictEqual } from 'node:util';
import { refuseExcess } from '../variables/refuse-excess.ts';
import { openValue, writeValue } from '../variables/write-value.ts';
import type { FaultCollection } from './collect-faults.ts';
import type { DeclaredVariable } from './declared-schema.ts';

/** What becomes of the variables of an integration, and what people are told of it. */
export interface VariablePlan extends VariableChanges {
  readonly told: readonly { readonly name: string; readonly change: 'added' | 'changed' | 'removed' }[];
  /** Sensitive ones that are to stay as they are, and are not there. */
  readonly missing: readonly string[];
}

interface Owner {
  readonly id: string;
  readonly variables: readonly Variable[];
}

const nothing: VariablePlan = { written: [], removed: [], told: [], missing: [] };

/** Compares variables as they are with variables as they shall be; sensitive ones are opened for that. */
export function planVariables(
  declared: Readonly<Record<string, DeclaredVariable>> | undefined,
  { id, variables: current }: Owner,
  ring: KeyRing,
  faults: Pick<FaultCollection, 'within'>,
): VariablePlan {
  if (declared === undefined) return nothing;
  const removed = current.filter(({ name }) => !Object.hasOwn(declared, name));
  const written: VariableChanges['written'][number][] = [];
  const told: VariablePlan['told'][number][] = removed.map(({ name }) => ({ name, change: 'removed' }));
  const missing: string[] = [];
  let bytes = 0;
  for (const [name, variable] of Object.entries(declared)) {
    const before = current.find((other) => other.name === name);
    const value = variable.value ?? valueOf(before, ring);
    bytes += Buffer.byteLength(value ?? '');
    if (value === undefined) missing.push(name);
    else if (!isSame(before, { ...variable, value }, ring)) {
      const row = faults.within(`variables.${name}`, () =>
        toRow({ id: before?.id ?? newId(), integration_id: id, name }, { ...variable, value }, ring),
      );
      if (row !== undefined) written.push(row);
      told.push({ name, change: before === undefined ? 'added' : 'changed' });
    }
  }
  faults.within('variables', () => refuseExcess({ variables: Object.keys(declared).length, bytes }));
  return { written, removed: removed.map((variable) => variable.id), told, missing };
}

/** The value of a variable; undefined where there is none, or no key opens it. */
function valueOf(variable: Variable | undefined, ring: KeyRing): string | undefined {
  if (variable === undefined) return undefined;
  if (variable.value_sealed === null) return variable.value ?? '';
  try {
    return openValue(ring, variable.id, variable.value_sealed);
  } catch {
    return undefined;
  }
}

type Whole = DeclaredVariable & { readonly value: string };

function isSame(
  before: Variable | undefined,
  { value, is_json = false, is_sensitive = false, attributes = {} }: Whole,
  ring: KeyRing,
): boolean {
  return (
    before !== undefined &&
    before.is_json === is_json &&
    before.is_sensitive === is_sensitive &&
    isDeepStrictEqual(before.attributes, attributes) &&
    valueOf(before, ring) === value
  );
}

type Identity = Pick<Variable, 'id' | 'integration_id' | 'name'>;

function toRow(
  identity: Identity,
  { value, is_json = false, is_sensitive = false, attributes = {} }: Whole,
  ring: KeyRing,
): VariableChanges['written'][number] {
  const stored = writeValue(ring, identity.id, { value, isJson: is_json, isSensitive: is_sensitive });
  return { ...identity, is_json, is_sensitive, attributes: JSON.stringify(attributes), ...stored };
}
