import type { ActivityFilter } from '@upshot/shared/integration';

/** Everything complete. It applies to a new integration that names its events, for what else it does not name. */
export const anyComplete: ActivityFilter = {
  events: ['*'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: '*',
  condition: null,
};

/**
 * Each integration chooses its activities. Where it names no events, `defaults` apply, or else everything complete.
 */
export function chosenFilter(defaults: Partial<ActivityFilter> = {}) {
  return { kind: 'chosen', defaults: { ...anyComplete, ...defaults } } as const;
}

/** Changes of the system's own health. */
export const healthFilter = { kind: 'fixed', filter: { ...anyComplete, events: ['health.*'] } } as const;
