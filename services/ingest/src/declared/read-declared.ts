import { setImmediate as nextTurn } from 'node:timers/promises';
import { definitionOf, type IntegrationType } from '@upshot/integrations/registry';
import type { FilterColumns } from '@upshot/ledger/integrations/integration-row';
import { isObject } from '@upshot/shared/json-object';
import type { Problem } from '@upshot/shared/problem';
import { invalid } from '../http/validate.ts';
import type { IntegrationTools } from '../integrations/integration-tools.ts';
import { readIntegrationType } from '../integrations/other-types.ts';
import { withDefaults, withoutRedacted } from '../integrations/own-fields.ts';
import { readFilter } from '../integrations/read-body.ts';
import { requireFields } from '../integrations/require-fields.ts';
import { collectFaults } from './collect-faults.ts';
import { validateDeclared, type DeclaredVariable } from './declared-schema.ts';

/** An integration as a project shall have it. */
export interface Declared {
  readonly name: string;
  readonly renamedFrom: string | undefined;
  readonly type: IntegrationType;
  /** Undefined: as it is. */
  readonly isPaused: boolean | undefined;
  readonly filter: FilterColumns;
  /** The fields of its type, opened and with their defaults. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The secrets of its type that stay as they are; they are not among the values. */
  readonly kept: readonly string[];
  /** By name; undefined: as they are. */
  readonly variables: Readonly<Record<string, DeclaredVariable>> | undefined;
}

/**
 * Reads the integrations of an apply. Throws a problem that names everything that is wrong with any of them. Scripts
 * among `known` were checked before.
 */
export async function readDeclared(
  entries: readonly unknown[],
  { installation, ...tools }: IntegrationTools,
  known: ReadonlySet<string>,
): Promise<readonly Declared[]> {
  const findScriptFault = (source: string) =>
    known.has(source) ? undefined : installation.findScriptFault(source);
  const faults = collectFaults();
  const declared: Declared[] = [];
  for (const [index, entry] of entries.entries()) {
    // Parsing a large script takes long.
    await nextTurn();
    const read = faults.within(`integrations[${index}]`, () =>
      readEntry(entry, { ...tools, installation: { findScriptFault } }),
    );
    if (read !== undefined) declared.push(read);
  }
  faults.add(findNamesakes(entries));
  faults.throwAny();
  return declared;
}

function readEntry(entry: unknown, { installation }: IntegrationTools): Declared {
  const type = readIntegrationType(entry);
  const given = validateDeclared[type](entry);
  const plain = withoutRedacted(type, given);
  requireFields(type, plain, installation);
  const kept = Object.keys(given).filter((name) => !Object.hasOwn(plain, name));
  const own = Object.keys(definitionOf(type).fields).filter((name) => !kept.includes(name));
  const values = withDefaults(type, plain);
  const { name, renamed_from, paused, variables } = given as {
    readonly name: string;
    readonly renamed_from?: string;
    readonly paused?: boolean;
    readonly variables?: Readonly<Record<string, DeclaredVariable>>;
  };
  if (variables !== undefined) requireValues(variables);
  return {
    name,
    renamedFrom: renamed_from,
    type,
    isPaused: paused,
    filter: readFilter(type, plain),
    values: Object.fromEntries(own.map((name) => [name, values[name]])),
    kept,
    variables,
  };
}

function requireValues(variables: Readonly<Record<string, DeclaredVariable>>): void {
  const faults = Object.entries(variables)
    .filter(([, { value, is_sensitive = false }]) => value === undefined && !is_sensitive)
    .map(([name]) => ({
      field: `variables.${name}.value`,
      message: 'is required, since it is not sensitive',
    }));
  if (faults.length > 0) throw invalid(faults);
}

/** Two of one name would be one integration. */
function findNamesakes(entries: readonly unknown[]): readonly Problem[] {
  const places = new Map<string, number>();
  return entries.flatMap((entry, index) => {
    const name = isObject(entry) ? entry['name'] : undefined;
    if (typeof name !== 'string') return [];
    const earlier = places.get(name.toLowerCase());
    places.set(name.toLowerCase(), earlier ?? index);
    if (earlier === undefined) return [];
    const message = `is the name of integrations[${earlier}], too`;
    return [invalid([{ field: `integrations[${index}].name`, message }])];
  });
}
