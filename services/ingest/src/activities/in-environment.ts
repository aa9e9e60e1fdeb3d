import type { Database } from '@upshot/ledger/connect';
import { Type, type Static } from 'typebox';
import type { Endpoint } from '../http/endpoint.ts';
import { activityParams, environmentId } from './activity-schema.ts';
import { requireInEnvironment } from './find-activity.ts';

/** The path of one activity of an environment. */
const environmentActivityParams = Type.Object({ ...activityParams.properties, environment: environmentId });

/**
 * Puts endpoints for one activity under the address that it has in its environment: other environments do not know
 * it.
 */
export function inEnvironment(database: Database): (endpoint: Endpoint) => Endpoint {
  return (endpoint) => ({
    ...endpoint,
    operationId: `${endpoint.operationId}OfEnvironment`,
    summary: `${endpoint.summary}, by its environment`,
    params: environmentActivityParams,
    async handle(call, reply) {
      await requireInEnvironment(database, call.params as Static<typeof environmentActivityParams>);
      return await endpoint.handle(call, reply);
    },
  });
}
