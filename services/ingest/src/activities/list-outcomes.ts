import { readOutcomes } from '@upshot/ledger/activities/outcomes';
import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { activityId, activityState } from './activity-schema.ts';

/** What came of an activity, in short. */
export const outcomesSchema = Type.Object({
  activity: activityId,
  state: activityState,
  ran: Type.Integer({ description: 'Runs that have ended, those of replays included.' }),
  failed: Type.Integer({ description: 'Of these, those that neither succeeded nor were cancelled.' }),
  pending: Type.Integer({ description: 'Runs that have not ended.' }),
  skipped: Type.Integer({ description: 'Integrations that did not match.' }),
});

/** Counts what some activities fired. */
export function listActivityOutcomes(database: Database) {
  return defineEndpoint({
    operationId: 'listActivityOutcomes',
    summary: 'Count what some activities fired',
    description: 'In each state that they were recorded in. Ids of no activity are left out.',
    tag: 'activities',
    openTo: 'portals',
    params: Type.Object({ project: projectId }),
    query: Type.Object({ activity: Type.Array(activityId, { minItems: 1, maxItems: 100 }) }),
    answers: { 200: { description: 'The counts.', schema: Type.Array(outcomesSchema) } },
    handle: async ({ params: { project }, query: { activity } }) =>
      await readOutcomes(database, project, activity),
  });
}
