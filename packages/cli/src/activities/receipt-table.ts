import type { ExplainedReceipt } from '../api/entities.ts';
import type { Column } from '../output/table.ts';

/** One integration's answer to one posted activity. */
export interface Verdict {
  readonly activity: string;
  readonly state: string;
  readonly integration: string;
  readonly name: string | null;
  readonly verdict: 'matched' | 'skipped';
  readonly type: string | null;
  readonly run: string | null;
  readonly field: string | null;
  readonly reason: string | null;
}

/** The columns that tell which integrations answer an activity, and why the others do not. */
export function verdictColumns({
  hasManyActivities,
  hasManyStates = false,
}: {
  hasManyActivities: boolean;
  hasManyStates?: boolean;
}): readonly Column<Verdict>[] {
  return [
    {
      id: 'activity',
      header: 'Activity',
      value: (row) => row.activity,
      isWhole: true,
      isExtra: !hasManyActivities,
    },
    { id: 'state', header: 'State', value: (row) => row.state, isExtra: !hasManyStates },
    { id: 'integration', header: 'Integration', value: (row) => row.integration, isWhole: true },
    { id: 'name', header: 'Name', value: (row) => row.name },
    { id: 'verdict', header: 'Verdict', value: (row) => row.verdict },
    { id: 'run', header: 'Run', value: (row) => row.run, isWhole: true },
    { id: 'type', header: 'Type', value: (row) => row.type, isExtra: true },
    { id: 'field', header: 'Field', value: (row) => row.field, isExtra: true },
    { id: 'reason', header: 'Reason', value: (row) => row.reason },
  ];
}

/** Lists the answer of every integration to the posted activities. */
export function listVerdicts(
  receipts: readonly Pick<ExplainedReceipt, 'activity' | 'matched' | 'skipped'>[],
): Verdict[] {
  return receipts.flatMap(({ activity: { id: activity, state }, matched, skipped }) => [
    ...matched.map(({ integration, name = null, run, type, rate_limited_until: until }) => {
      return {
        activity,
        state,
        integration,
        name,
        verdict: 'matched' as const,
        type,
        run,
        field: null,
        reason: until === undefined ? null : `waits for its rate limit until ${until}`,
      };
    }),
    ...skipped.map(({ integration, name = null, reason: { field, message } }) => {
      const nothing = { type: null, run: null };
      return {
        activity,
        state,
        integration,
        name,
        verdict: 'skipped' as const,
        ...nothing,
        field,
        reason: message,
      };
    }),
  ]);
}
