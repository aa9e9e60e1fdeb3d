import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { Tag } from '../endpoint.ts';
import { namedSchemas } from './named-schemas.ts';
import { shareSchemas } from './share-schemas.ts';

/** Makes the OpenAPI 3.1 document out of the schemas of every route that is mounted afterwards. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Upshot',
        version: '0.1.0',
        description: 'Runs a script, or calls a webhook, whenever something happens in a project.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The server that this document comes from.' }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token of POST /api/tokens.' },
        },
      },
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      return shareSchemas(withColons(document.openapiObject), namedSchemas);
    },
  });
}

/** Routes write a colon in a path as two; the generator makes a parameter without a name of them. */
function withColons<D extends { paths?: object }>(document: D): D {
  const paths = Object.entries(document.paths ?? {}).map(([path, item]: [string, unknown]) => {
    return [path.replaceAll('{}:', ':'), item] as const;
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

const tags: Readonly<Record<Tag, string>> = {
  activities: 'What happened in a project, and what it caused.',
  runs: 'The work of an integration for one activity, and its outcome.',
  integrations: 'Scripts, webhooks and health notices, and which activities they answer.',
  variables: 'Values and secrets that the scripts of an integration read.',
  storage: 'What scripts keep from run to run.',
  projects: 'The tenants; each has its own integrations and activities.',
  users: 'The caller, as clients of Platform.sh ask for it first.',
  tokens: 'Access to the API.',
  retention: 'For how long data is kept.',
  workers: 'Who does the work, and what waits for it.',
  sql: 'The log as SQL, for analysts.',
  audit: 'Who changed what.',
  console: 'Sessions of the web console.',
  service: 'Health, documentation and upkeep of the service.',
};
