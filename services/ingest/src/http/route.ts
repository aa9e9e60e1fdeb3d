import type { HTTPMethods } from 'fastify';
import type { Access } from './access.ts';
import type { Endpoint } from './endpoint.ts';

/** One route: its method, its path, the access it needs, and its endpoint. */
export type Route = readonly [method: HTTPMethods, path: string, access: Access, endpoint: Endpoint];
