import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { problemSchema } from '../problems/problem-document.ts';

/** Makes the OpenAPI 3.1 document out of the schemas of every address that is opened afterwards. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Upshot',
        version: '0.1.0',
        description: 'Runs a script, or calls a webhook, whenever something happens in a project.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token of POST /api/tokens.' },
        },
        schemas: { Problem: problemSchema },
      },
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      return shareProblems(document.openapiObject);
    },
  });
}

/** Says once what a problem is, instead of with every answer of every address. */
function shareProblems<T extends object>(document: T): T {
  const share = (key: string, value: unknown): unknown =>
    key === 'application/problem+json' ? { schema: { $ref: '#/components/schemas/Problem' } } : value;
  return JSON.parse(JSON.stringify(document, share)) as T;
}
