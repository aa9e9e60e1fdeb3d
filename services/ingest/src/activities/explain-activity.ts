import { findLimitedRuns } from '@upshot/ledger/activities/limited-runs';
import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import { activityParams, activityState } from './activity-schema.ts';
import { findReceipts } from './find-activity.ts';
import { explainedReceiptSchema } from './receipt-schema.ts';

/** Answers which integrations an activity fired, and why it did not fire the others. */
export function explainActivity(database: Database) {
  return defineEndpoint({
    operationId: 'explainActivity',
    summary: 'Explain what an activity fired, and why the rest did not',
    description: 'The receipt of each state it was recorded in, the latest first.',
    tag: 'activities',
    openTo: 'portals',
    params: activityParams,
    query: Type.Object({ state: Type.Optional(activityState) }),
    answers: {
      200: {
        description: 'The receipts.',
        schema: Type.Array(explainedReceiptSchema),
      },
    },
    problems: ['activity_not_found'],
    async handle({ params, query }) {
      const recorded = await findReceipts(database, { ...params, state: query.state });
      const limited = await findLimitedRuns(database, params);
      return recorded.map(({ receipt, recorded_at }) => ({
        ...receipt,
        matched: receipt.matched.map((match) => {
          const until = limited.get(match.run);
          return until === undefined ? match : { ...match, rate_limited_until: toTimestamp(until) };
        }),
        recorded_at: toTimestamp(recorded_at),
      }));
    },
  });
}
