import type { Database } from '@upshot/ledger/connect';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import type { RunFilter } from '@upshot/ledger/runs/conditions';
import { Type, type Static } from 'typebox';
import { activityId, activityState } from '../activities/activity-schema.ts';
import { integrationsOf, type Caller } from '../http/access.ts';
import { integrationId } from '../http/schemas.ts';
import { readTime, timeInQuery } from '../http/time-in-query.ts';
import { outcome } from './run-schema.ts';

/** Which runs are wanted, as every list and count of runs is asked. */
export const runFilterQuery = {
  activity: Type.Optional(activityId),
  integration: Type.Optional(integrationId),
  outcome: Type.Optional(Type.Array(outcome)),
  state: Type.Optional(Type.Enum(['pending', 'finished'])),
  type: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 50 })),
  activity_state: Type.Optional(Type.Array(activityState)),
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'The version of the script that ran.' })),
  replay: Type.Optional(Type.String({ maxLength: 64, description: 'The replay that made them.' })),
  from: timeInQuery('created_at at this time or later.'),
  to: timeInQuery('created_at before this time.'),
};

const querySchema = Type.Object(runFilterQuery);

/** Reads the filter, within what the caller reaches; an integration may be named by its id or its name. */
export async function readRunFilter(
  database: Database,
  project: string,
  query: Static<typeof querySchema>,
  caller: Caller | undefined,
): Promise<RunFilter> {
  const { activity, integration, outcome: outcomes, state, type: types, version, replay } = query;
  return {
    project,
    integrations: integrationsOf(caller),
    activity,
    integration:
      integration === undefined ? undefined : await resolveIntegration(database, project, integration),
    outcomes,
    stages:
      state === undefined
        ? undefined
        : state === 'pending'
          ? ['waiting', 'begun']
          : ['finished', 'cancelled'],
    types,
    activityStates: query.activity_state,
    version,
    replay,
    from: readTime('from', query.from),
    to: readTime('to', query.to),
  };
}
