import { Problem } from '@upshot/shared/problem';
import type { FastifyInstance } from 'fastify';
import { readBody } from './read-body.ts';
import { readUtf8 } from './read-utf8.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body may be a form, whose fields are then the body's properties. */
    takesForms?: boolean;
  }
}

/** Makes the app read forms (`application/x-www-form-urlencoded`) at the addresses that take them. */
export function acceptFormBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    async (request: Parameters<typeof readBody>[0]) => {
      if (request.routeOptions.config.takesForms !== true) {
        throw new Problem(
          'unsupported_media_type',
          'Send the body with the header "content-type: application/json".',
        );
      }
      return Object.fromEntries(new URLSearchParams(readUtf8(await readBody(request))));
    },
  );
}
