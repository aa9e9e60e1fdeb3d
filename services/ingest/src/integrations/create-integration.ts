import type { Database } from '@upshot/shared/database/connect';
import { newId } from '@upshot/shared/id';
import type { KeyRing } from '@upshot/shared/secrets/seal';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/envelope.ts';
import type { Link } from '../http/link.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { readCreation, type Creation } from './creation.ts';
import {
  describeIntegration,
  integrationSchema,
  type IntegrationWithScript,
} from './describe-integration.ts';
import { creationSchemas } from './integration-fields.ts';

/** Creates an integration. It answers every activity that is recorded after this is answered. */
export function createIntegration(database: Database, link: Link, ring: KeyRing) {
  return defineEndpoint({
    summary: 'Create an integration',
    description:
      'A script that omits its filters fires on completed environment.push; a webhook on everything complete.',
    tag: 'integrations',
    params: Type.Object({ project: projectId }),
    shownBody: Type.Union([creationSchemas.script, creationSchemas.webhook]),
    answers: { 201: { description: 'Created.', schema: envelopeSchema(integrationSchema) } },
    problems: ['project_not_found', 'invalid_script', 'unsupported_integration_type'],
    async handle({ params, body }, reply) {
      const id = newId();
      const creation = readCreation(body, id, ring);
      await requireProject(database, params.project);
      const created = await insert(database, { id, project_id: params.project }, creation);
      reply.code(201);
      return envelope(201, describeIntegration(created, link));
    },
  });
}

async function insert(
  database: Database,
  key: { readonly id: string; readonly project_id: string },
  { type, columns, source }: Creation,
): Promise<IntegrationWithScript> {
  return await database.transaction().execute(async (transaction) => {
    const integration = await transaction
      .insertInto('integrations')
      .values({ ...key, type, ...columns })
      .returningAll()
      .executeTakeFirstOrThrow();
    if (source !== null) {
      await transaction
        .insertInto('script_versions')
        .values({ integration_id: key.id, version: 1, source })
        .execute();
    }
    return { ...integration, source };
  });
}
