import type { Database } from '@upshot/ledger/connect';
import { createIntegration as insertIntegration } from '@upshot/ledger/integrations/create';
import { newId } from '@upshot/shared/id';
import { Type } from 'typebox';
import { warnAboutFilter } from './warn-about-filter.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { creationSchemas } from './body-schemas.ts';
import { describeIntegration, integrationSchema } from './describe-integration.ts';
import type { IntegrationTools } from './integration-tools.ts';
import { readCreation } from './read-body.ts';

/** Creates an integration. It answers every activity, or is told of every change of health, from then on. */
export function createIntegration(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'createIntegration',
    summary: 'Create an integration',
    description:
      'A script without events fires on successful environment.push only, a webhook on every complete activity. ' +
      'The health types are notified of the health of this system.',
    tag: 'integrations',
    params: Type.Object({ project: projectId }),
    shownBody: Type.Union(Object.values(creationSchemas)),
    answers: { 201: { description: 'Created.', schema: envelopeSchema(integrationSchema) } },
    problems: ['project_not_found', 'invalid_script', 'unsupported_integration_type'],
    async handle({ params, body }, reply) {
      const id = newId();
      const creation = readCreation(body, id, tools);
      await requireProject(database, params.project);
      const created = await insertIntegration(database, { ...creation, project_id: params.project });
      reply.code(201);
      return envelope(201, describeIntegration(created, link), warnAboutFilter(created));
    },
  });
}
