import { integrationsOf } from '../http/access.ts';
import { withHandle, type Route } from '../http/route.ts';
import { integrationNotFound } from '../integrations/find-integration.ts';

interface Params {
  readonly project: string;
  readonly integration: string;
}

/**
 * Lets sessions that are limited to some integrations reach no path of another one. The answer is that of an
 * integration that is not there, in the words of the request: whether it is there stays unknown.
 */
export function limitPortals(routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => {
    const [, path, , endpoint] = route;
    if (!path.includes('/:integration')) return route;
    return withHandle(route, async (call, reply) => {
      const reachable = integrationsOf(call.caller);
      const { integration } = call.params as Params;
      if (reachable !== undefined && !reachable.includes(integration))
        throw integrationNotFound(call.request.params as Params);
      return await endpoint.handle(call, reply);
    });
  });
}
