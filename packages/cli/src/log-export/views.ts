/** How the rows of a view are put into an order that pages can follow. */
export interface ExportedView {
  /** The time by which rows are chosen. */
  readonly time: string;
  /** What tells rows of one time apart. */
  readonly keys: readonly string[];
}

/** The views that can be exported. */
export const exportedViews = {
  attempts: { time: 'ended_at', keys: ['run', 'attempt'] },
  runs: { time: 'ended_at', keys: ['run'] },
  requests: { time: 'ended_at', keys: ['run', 'attempt', 'number'] },
  activities: { time: 'recorded_at', keys: ['project', 'id', 'state'] },
  skips: { time: 'recorded_at', keys: ['project', 'activity_id', 'activity_state', 'integration_id'] },
  audit: { time: 'at', keys: ['seq'] },
} as const satisfies Readonly<Record<string, ExportedView>>;

export type ExportedName = keyof typeof exportedViews;
