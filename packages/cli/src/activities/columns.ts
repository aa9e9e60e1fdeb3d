import type { Activity } from '../api/entities.ts';
import type { Column } from '../output/table.ts';

const time = (kind: string): Column<Activity> => ({
  id: `time_${kind}`,
  header: `${kind === 'execute' ? 'Exec' : `${kind[0]?.toUpperCase()}${kind.slice(1)}`} time (s)`,
  value: ({ timings }) => timings?.[kind],
  isExtra: true,
});

const columns = {
  id: { id: 'id', header: 'ID', value: ({ id }) => id, isWhole: true },
  created: { id: 'created', header: 'Created', value: (activity) => activity.created_at, isDate: true },
  completed: {
    id: 'completed',
    header: 'Completed',
    value: (activity) => activity.completed_at,
    isDate: true,
  },
  description: { id: 'description', header: 'Description', value: describeActivity },
  type: { id: 'type', header: 'Type', value: ({ type }) => type },
  progress: { id: 'progress', header: 'Progress', value: progressOf },
  state: { id: 'state', header: 'State', value: ({ state }) => state.replaceAll('_', ' ') },
  result: { id: 'result', header: 'Result', value: ({ result }) => result },
  environments: { id: 'environments', header: 'Environment(s)', value: ({ environments }) => environments },
  attempt: { id: 'attempt', header: 'Attempt', value: ({ payload }) => payload?.['attempt'] },
  outcome: { id: 'outcome', header: 'Outcome', value: ({ payload }) => payload?.['outcome'] },
  activity: { id: 'activity', header: 'Activity', value: ({ payload }) => payload?.['activity'] },
} satisfies Record<string, Column<Activity>>;

const times = ['execute', 'wait', 'build', 'deploy'].map(time);

const extra = (column: Column<Activity>): Column<Activity> => ({ ...column, isExtra: true });

/** The columns of a project's activities; of one environment, which environment goes without saying. */
export function activityColumns({
  isOneEnvironment,
}: {
  isOneEnvironment: boolean;
}): readonly Column<Activity>[] {
  return [
    columns.id,
    columns.created,
    extra(columns.completed),
    columns.description,
    extra(columns.type),
    columns.progress,
    columns.state,
    columns.result,
    isOneEnvironment ? extra(columns.environments) : columns.environments,
    ...times,
  ];
}

/** The columns of an integration's runs, seen as activities. */
export const runActivityColumns: readonly Column<Activity>[] = [
  columns.id,
  columns.created,
  extra(columns.completed),
  columns.description,
  columns.type,
  extra(columns.progress),
  columns.state,
  columns.result,
  extra(columns.environments),
  extra(columns.attempt),
  extra(columns.outcome),
  extra(columns.activity),
  ...times,
];

/** Says in plain text what happened. */
export function describeActivity({ text, description, type }: Activity): string {
  return text ?? (description === null || description === undefined ? type : plainText(description));
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|apos|#0?39|amp);/g, (_all, name: string) => entities[name] ?? "'");
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function progressOf({ completion_percent: percent }: Activity): string | undefined {
  return percent === undefined || percent === null ? undefined : `${percent}%`;
}
