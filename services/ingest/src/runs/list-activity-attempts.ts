import type { Database } from '@upshot/ledger/connect';
import { findAttemptsOfActivity, MAX_ATTEMPTS_OF_ACTIVITY } from '@upshot/ledger/runs/attempts-of-activity';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import { Type } from 'typebox';
import { activityParams, activityState } from '../activities/activity-schema.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeRequests } from './describe-run.ts';
import { timedAttemptSchema } from './run-schema.ts';

/** Answers when the attempts of an activity began and ended, and their requests. */
export function listActivityAttempts(database: Database) {
  return defineEndpoint({
    operationId: 'listActivityAttempts',
    summary: 'List the attempts of the runs of an activity',
    description:
      `The first ${MAX_ATTEMPTS_OF_ACTIVITY} that ended, of the runs that the activity itself made: none of a ` +
      'replay. Without their output.',
    tag: 'activities',
    openTo: 'portals',
    params: activityParams,
    query: Type.Object({ state: Type.Optional(activityState) }),
    answers: { 200: { description: 'The attempts.', schema: Type.Array(timedAttemptSchema) } },
    problems: [],
    async handle({ params, query }) {
      const attempts = await findAttemptsOfActivity(database, { ...params, state: query.state });
      return attempts.map(({ run_id, integration_id, requests, ...attempt }) => ({
        run: run_id,
        integration: integration_id,
        integration_name: attempt.integration_name,
        attempt: attempt.attempt,
        outcome: attempt.outcome,
        started_at: toTimestampOrNull(attempt.started_at),
        logged_at: toTimestamp(attempt.logged_at),
        duration_ms: attempt.duration_ms,
        next_attempt_at: toTimestampOrNull(attempt.next_attempt_at),
        requests: describeRequests(requests),
      }));
    },
  });
}
