import type { HTTPMethods } from 'fastify';
import type { Access } from './access.ts';
import type { Endpoint } from './endpoint.ts';

/** One route: its method, its path, the access it needs, and its endpoint. */
export type Route = readonly [method: HTTPMethods, path: string, access: Access, endpoint: Endpoint];

/** The same route, with `handle` in place of its endpoint's own. */
export function withHandle([method, path, access, endpoint]: Route, handle: Endpoint['handle']): Route {
  return [method, path, access, { ...endpoint, handle }];
}
