import type { Run } from '../api/entities.ts';
import type { Column } from '../output/table.ts';

/** The columns of runs. */
export const runColumns: readonly Column<Run>[] = [
  { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  { id: 'created', header: 'Created', value: (run) => run.created_at, isDate: true, isExtra: true },
  { id: 'started', header: 'Started', value: (run) => run.started_at, isDate: true, dropOrder: 2 },
  { id: 'activity', header: 'Activity', value: ({ activity }) => activity, isWhole: true, isExtra: true },
  { id: 'activity_type', header: 'Activity type', value: (run) => run.activity_type },
  {
    id: 'integration',
    header: 'Integration',
    value: ({ integration }) => integration,
    isWhole: true,
    isExtra: true,
  },
  { id: 'name', header: 'Name', value: (run) => run.integration_name },
  { id: 'type', header: 'Type', value: (run) => run.integration_type, isExtra: true },
  { id: 'state', header: 'State', value: ({ state }) => state, dropOrder: 1 },
  { id: 'attempt', header: 'Attempt', value: ({ attempt }) => attempt, dropOrder: 3 },
  { id: 'outcome', header: 'Outcome', value: ({ outcome }) => outcome },
  { id: 'error', header: 'Error', value: ({ error }) => error?.message, isExtra: true },
  { id: 'duration', header: 'Duration (ms)', value: durationOf, dropOrder: 4 },
  { id: 'http_status', header: 'HTTP status', value: (run) => run.http_status, isExtra: true },
  { id: 'isolation', header: 'Isolation', value: (run) => run.isolation, isExtra: true },
  {
    id: 'next_attempt',
    header: 'Next attempt',
    value: (run) => run.next_attempt_at,
    isDate: true,
    isExtra: true,
  },
  {
    id: 'rate_limit',
    header: 'Rate limit until',
    value: (run) => run.rate_limited_until,
    isDate: true,
    isExtra: true,
  },
  { id: 'trace', header: 'Trace', value: (run) => run.trace_id, isExtra: true },
];

function durationOf({ duration_ms: duration }: Run): number | undefined {
  return typeof duration === 'number' ? Math.round(duration) : undefined;
}
