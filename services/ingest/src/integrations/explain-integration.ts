import { listVerdicts, type ActivityVerdict } from '@upshot/ledger/activities/verdicts';
import type { Database } from '@upshot/ledger/connect';
import { toTimestamp } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { activityId, activityState } from '../activities/activity-schema.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { timestamp } from '../http/schemas.ts';
import { findIntegration, integrationParams } from './find-integration.ts';

const exampleSchema = Type.Object({
  activity: activityId,
  state: activityState,
  type: Type.String(),
  created_at: timestamp,
  message: Type.String({ description: 'Why this one has not fired it.' }),
});

/** Which activities have fired an integration, and why the others have not. */
export const explanationSchema = Type.Object({
  activities: Type.Integer({ description: 'How many were looked at, each state of an activity by itself.' }),
  fired: Type.Integer({ description: 'How many of them have fired it.' }),
  reasons: Type.Array(
    Type.Object({
      field: Type.String({
        description:
          'Which of its filters did not match; "paused" where all did; "absent" when it was not there yet.',
      }),
      count: Type.Integer(),
      latest: exampleSchema,
    }),
    { description: 'Why the others have not, the most frequent reason first.' },
  ),
});

/** Answers which of the last activities have fired an integration, grouped by the reason why not. */
export function explainIntegration(database: Database) {
  return defineEndpoint({
    operationId: 'explainIntegration',
    summary: 'Explain which activities fired an integration, and why the others did not',
    description:
      'Of the latest activities, by the receipt that each got: changes of the filter since do not show.',
    tag: 'integrations',
    params: integrationParams,
    query: Type.Object({
      last: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1000, description: 'How many activities; 100 by default.' }),
      ),
    }),
    answers: { 200: { description: 'The explanation.', schema: explanationSchema } },
    problems: ['integration_not_found'],
    async handle({ params, query: { last = 100 } }) {
      const { id } = await findIntegration(database, params);
      const verdicts = await listVerdicts(database, { ...params, integration: id, count: last });
      const skipped = verdicts.filter(({ has_fired: hasFired }) => !hasFired);
      return {
        activities: verdicts.length,
        fired: verdicts.length - skipped.length,
        reasons: groupByField(skipped),
      };
    },
  });
}

function groupByField(skipped: readonly ActivityVerdict[]) {
  const groups = Map.groupBy(skipped, ({ reason }) => reason?.field ?? 'absent');
  return [...groups]
    .flatMap(([field, [latest, ...others]]) =>
      latest === undefined ? [] : [{ field, count: others.length + 1, latest: describeExample(latest) }],
    )
    .toSorted((a, b) => b.count - a.count);
}

function describeExample({ activity, state, type, created_at: createdAt, reason }: ActivityVerdict) {
  const message = reason?.message ?? 'the integration was not there when it was recorded';
  return { activity, state, type, created_at: toTimestamp(createdAt), message };
}
