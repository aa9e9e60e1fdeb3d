import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isBinaryEvent, parseBinaryEvent } from './cloud-events-body.ts';
import { createHeavyBodyParser } from './heavy-body-parser.ts';
import { parseJson, refuseOtherCharsets } from './json-body.ts';
import { readBody } from './read-body.ts';
import { readUtf8 } from './read-utf8.ts';

/**
 * Makes the app read JSON bodies, keeping their exact text, and takes away what the framework reads. Duplicate keys are
 * accepted (the last one counts, as everywhere in JavaScript), and a key `__proto__` is a key like any other.
 */
export function acceptJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.decorateRequest('bodyText', undefined);
  const heavyBodyParser = createHeavyBodyParser();
  app.decorate('heavyBodyParser', heavyBodyParser);
  app.addHook('onClose', async () => await heavyBodyParser[Symbol.asyncDispose]());
  app.addContentTypeParser('application/json', async (request: FastifyRequest) => {
    refuseOtherCharsets(request);
    const bytes = await readBody(request);
    if (isBinaryEvent(request)) return await parseBinaryEvent(request, bytes);
    return bytes.length === 0 ? undefined : await parseJson(request, readUtf8(bytes), bytes);
  });
}
