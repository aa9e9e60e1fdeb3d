import type { Integration } from '../../api/entities.generated.ts';

type Filter = Pick<
  Integration,
  'events' | 'states' | 'environments' | 'excluded_environments' | 'result' | 'condition'
>;

/** When an integration runs, as a sentence. Undefined for one that answers no activities. */
export function describeFilter(filter: Filter): string | undefined {
  const {
    events,
    states = [],
    environments = [],
    excluded_environments: excluded = [],
    result,
    condition = null,
  } = filter;
  if (events === undefined) return undefined;
  const what = events.includes('*') ? 'anything' : either(events);
  const state = states.includes('*') ? 'in any state' : `is ${either(states)}`;
  const how = result === undefined || result === '*' ? '' : ` with ${result}`;
  const where = environments.includes('*') ? 'any environment' : either(environments);
  const not = excluded.length === 0 ? '' : `, but not on ${either(excluded)}`;
  const whether = condition === null ? '' : `, if ${condition}`;
  return `Runs when ${what} ${state}${how}, on ${where}${not}${whether}.`;
}

function either(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(names);
}
