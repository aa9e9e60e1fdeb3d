import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unsupportedMediaType } from '../problems/unsupported-media-type.ts';
import { isBinaryEvent, parseBinaryEvent } from './cloud-events-body.ts';
import { looksLikeJson, parseJson, refuseOtherCharsets } from './json-body.ts';
import { readBody } from './read-body.ts';
import { readUtf8 } from './read-utf8.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body may be a form, whose fields are then the body's properties. */
    takesForms?: boolean;
  }
}

/**
 * Makes the app read bodies that are labelled as a form (`application/x-www-form-urlencoded`) or not labelled. JSON
 * in such a body is read as JSON: `curl -d '{…}'` labels it as a form. A form is read at the addresses that take forms.
 */
export function acceptOtherBodies(app: FastifyInstance): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', async (request: FastifyRequest) => {
    if (isBinaryEvent(request)) return await parseBinaryEvent(request, await readBody(request));
    return await readOtherBody(request, request.routeOptions.config.takesForms === true);
  });
  app.addContentTypeParser('*', async (request: FastifyRequest) => {
    if (isBinaryEvent(request)) return await parseBinaryEvent(request, await readBody(request));
    if (request.headers['content-type'] !== undefined && !request.is404) throw unsupportedMediaType();
    return await readOtherBody(request, false);
  });
}

async function readOtherBody(request: FastifyRequest, isForm: boolean): Promise<unknown> {
  if (request.is404) return undefined;
  refuseOtherCharsets(request);
  const bytes = await readBody(request);
  if (looksLikeJson(bytes)) return await parseJson(request, readUtf8(bytes), bytes);
  if (!isForm) throw unsupportedMediaType();
  return Object.fromEntries(new URLSearchParams(readUtf8(bytes)));
}
