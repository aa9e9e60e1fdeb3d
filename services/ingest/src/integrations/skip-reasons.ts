import type { ActivityState } from '@upshot/shared/activity';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { activityId, activityState } from '../activities/activity-schema.ts';
import { timestamp } from '../http/schemas.ts';

const exampleSchema = Type.Object({
  activity: activityId,
  state: activityState,
  type: Type.String(),
  created_at: timestamp,
  message: Type.String({ description: 'Why this one has not fired it.' }),
});

/** Why activities do not fire an integration. */
export const reasonsSchema = Type.Array(
  Type.Object({
    field: Type.String({
      description: 'Which filter kept it out, or "paused", "integration", or "absent": it was not there yet.',
    }),
    count: Type.Integer(),
    latest: exampleSchema,
  }),
  { description: 'Why the others have not, the most frequent reason first.' },
);

/** An activity that does not fire an integration. */
export interface Skipped {
  readonly activity: string;
  readonly state: ActivityState;
  readonly type: string;
  readonly created_at: Date;
  readonly reason: { readonly field: string; readonly message: string };
}

/** Groups activities, the newest first, by the reason, the most frequent one first. */
export function groupByField(skipped: readonly Skipped[]) {
  const groups = Map.groupBy(skipped, ({ reason }) => reason.field);
  return [...groups]
    .flatMap(([field, [latest, ...others]]) =>
      latest === undefined ? [] : [{ field, count: others.length + 1, latest: describeExample(latest) }],
    )
    .toSorted((a, b) => b.count - a.count);
}

function describeExample({ activity, state, type, created_at: createdAt, reason }: Skipped) {
  return { activity, state, type, created_at: toTimestamp(createdAt), message: reason.message };
}
