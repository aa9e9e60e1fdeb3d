import type { Database } from '@upshot/ledger/connect';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import { withHandle, type Route } from '../http/route.ts';

interface Params {
  readonly project: string;
  readonly integration: string;
}

/** Lets the paths of all routes call an integration by its name: their endpoints are given its id. */
export function byName(database: Database, routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => {
    const [, path, , endpoint] = route;
    if (!path.includes('/:integration')) return route;
    return withHandle(route, async (call, reply) => {
      const params = call.params as Params;
      const integration = await resolveIntegration(database, params.project, params.integration);
      return await endpoint.handle({ ...call, params: { ...params, integration } }, reply);
    });
  });
}
