import { listVerdicts, type ActivityVerdict } from '@upshot/ledger/activities/verdicts';
import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { findIntegration, integrationParams } from './find-integration.ts';
import { groupByField, reasonsSchema, type Skipped } from './skip-reasons.ts';

/** Which activities have fired an integration, and why the others have not. */
export const explanationSchema = Type.Object({
  activities: Type.Integer({ description: 'How many were looked at, each state of an activity by itself.' }),
  fired: Type.Integer({ description: 'How many of them have fired it.' }),
  reasons: reasonsSchema,
});

/** Answers which of the last activities have fired an integration, grouped by the reason why not. */
export function explainIntegration(database: Database) {
  return defineEndpoint({
    operationId: 'explainIntegration',
    summary: 'Explain which activities fired an integration, and why the others did not',
    description:
      'Of the latest activities, by the receipt that each got: changes of the filter since do not show.',
    tag: 'integrations',
    openTo: 'portals',
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
        reasons: groupByField(skipped.map(toSkipped)),
      };
    },
  });
}

function toSkipped({ reason, ...verdict }: ActivityVerdict): Skipped {
  const message = 'the integration was not there when it was recorded';
  return { ...verdict, reason: reason ?? { field: 'absent', message } };
}
