import { formatCount } from './format.ts';

/** The words that several pages share. */
export const words = {
  runs: (count: number) => plural(count, 'run', 'runs'),
  activities: (count: number) => plural(count, 'activity', 'activities'),
  integrations: (count: number) => plural(count, 'integration', 'integrations'),
  attempts: (count: number) => plural(count, 'attempt', 'attempts'),
  requests: (count: number) => plural(count, 'request', 'requests'),
  workers: (count: number) => plural(count, 'worker', 'workers'),
  lanes: (count: number) => plural(count, 'lane', 'lanes'),
  rows: (count: number) => plural(count, 'row', 'rows'),
  events: (count: number) => plural(count, 'event', 'events'),
  lines: (count: number) => plural(count, 'line', 'lines'),
  errors: (count: number) => plural(count, 'error', 'errors'),
  warnings: (count: number) => plural(count, 'warning', 'warnings'),
  matches: (count: number) => plural(count, 'match', 'matches'),
  keys: (count: number) => plural(count, 'key', 'keys'),
  values: (count: number) => plural(count, 'value', 'values'),
  characters: (count: number) => plural(count, 'character', 'characters'),
  /** Behind a number that is limited. */
  ofLimit: (limit: number | undefined) => (limit === undefined ? '' : ` of ${formatCount(limit)}`),
  outcomes: {
    succeeded: 'succeeded',
    failed: 'failed',
    timed_out: 'timed out',
    out_of_memory: 'out of memory',
    crashed: 'crashed',
    interrupted: 'interrupted',
    quarantined: 'quarantined',
    cancelled: 'cancelled',
  },
  states: {
    pending: 'pending',
    in_progress: 'in progress',
    complete: 'complete',
    cancelled: 'cancelled',
    scheduled: 'scheduled',
    staged: 'staged',
  },
} as const;

/** How the last attempt of a run ended. */
export type Outcome = keyof typeof words.outcomes;
/** Where an activity stands. */
export type ActivityState = keyof typeof words.states;

export const outcomes = Object.keys(words.outcomes) as readonly Outcome[];
export const activityStates = Object.keys(words.states) as readonly ActivityState[];

function plural(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
