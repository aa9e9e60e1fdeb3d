import type { ActivityFilter } from '@upshot/shared/integration';

const anyComplete: ActivityFilter = {
  events: ['*'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: '*',
};

/**
 * Each integration chooses its activities. Where it names no events, `defaults` apply, or else everything complete.
 * Where it does, everything complete of these events.
 */
export function chosenFilter(defaults: Partial<ActivityFilter> = {}) {
  return { kind: 'chosen', defaults: { ...anyComplete, ...defaults }, besideEvents: anyComplete } as const;
}

/** Changes of the system's own health. */
export const healthFilter = { kind: 'fixed', filter: { ...anyComplete, events: ['health.*'] } } as const;
