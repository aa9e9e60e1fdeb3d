import { Problem } from '@upshot/shared/problem';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { Route } from './route.ts';

const methods: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Makes each path answer the methods it does not take with the problem `method_not_allowed` and an `allow` header. */
export function refuseOtherMethods(app: FastifyInstance, routes: readonly Route[]): void {
  const byPath = Object.groupBy(routes, ([, path]) => path);
  for (const [url, group = []] of Object.entries(byPath)) {
    const taken = group.map(([method]) => method);
    const allow = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.route({
      method: methods.filter((method) => !taken.includes(method)),
      url,
      schema: { hide: true },
      async onRequest(request, reply) {
        reply.header('allow', allow);
        throw new Problem('method_not_allowed', `${request.method} is not taken here, but ${allow}.`);
      },
      handler: () => undefined,
    });
  }
}
