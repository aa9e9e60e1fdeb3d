import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';

/** Answers the OpenAPI 3.1 document of this API. */
export function getOpenapi(app: FastifyInstance) {
  let text: Buffer | undefined;
  return defineEndpoint({
    operationId: 'getOpenapi',
    summary: 'Read this document',
    tag: 'service',
    answers: {
      200: { description: 'OpenAPI 3.1.', schema: Type.Object({}, { additionalProperties: true }) },
    },
    handle(_call, reply) {
      void reply.type('application/json; charset=utf-8');
      return (text ??= Buffer.from(JSON.stringify(app.swagger())));
    },
  });
}
