import type { Database } from '@upshot/ledger/connect';
import { createIntegration as insertIntegration } from '@upshot/ledger/integrations/create';
import { newId } from '@upshot/shared/id';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { warnAboutFilter } from './warn-about-filter.ts';
import { warnAboutRecipients } from './warn-about-recipients.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { creationSchemas } from './body-schemas.ts';
import { describeIntegration, integrationSchema } from './describe-integration.ts';
import type { IntegrationTools } from './integration-tools.ts';
import { readCreation } from './read-body.ts';
import { describeTwin, refuseTakenName, scriptExists } from './refuse-duplicate.ts';

/** Creates an integration. It answers every activity, or is told of every change of health, from then on. */
export function createIntegration(database: Database, link: Link, tools: IntegrationTools) {
  return defineEndpoint({
    operationId: 'createIntegration',
    summary: 'Create an integration',
    description:
      'A script without events fires on successful environment.push only, a webhook on every complete activity. ' +
      'The health types are notified of the health of this system. Without a name it gets one, of its URL or its ' +
      'type. A script that another integration runs already is created with a warning; with the header ' +
      '`prefer: reject-duplicate` it is refused.',
    tag: 'integrations',
    params: Type.Object({ project: projectId }),
    shownBody: Type.Union(Object.values(creationSchemas)),
    answers: { 201: { description: 'Created.', schema: envelopeSchema(integrationSchema) } },
    problems: ['project_not_found', 'invalid_script', 'unsupported_integration_type', 'integration_exists'],
    async handle({ params: { project }, body, caller, request }, reply) {
      const integration = readCreation(body, newId(), tools);
      await requireProject(database, project);
      const rejectsTwin = prefersRejection(request);
      const made = { project_id: project, createdBy: caller?.tokenId ?? 'bootstrap' };
      const insert = insertIntegration(database, { ...integration, ...made }, { rejectsTwin });
      const { created, twin } = await refuseTakenName(database, project, body, insert);
      if (created === undefined) throw scriptExists(twin);
      reply.code(201);
      if (rejectsTwin) reply.header('preference-applied', 'reject-duplicate');
      const warnings = [
        ...warnAboutFilter(created),
        ...(await warnAboutRecipients(database, created)),
        ...(twin === undefined ? [] : [`script: ${describeTwin(twin)}`]),
      ];
      return envelope(201, describeIntegration(created, link), warnings);
    },
  });
}

/** RFC 7240: a preference may be one of several, with parameters. */
function prefersRejection({ headers: { prefer = [] } }: FastifyRequest): boolean {
  const preferences = [prefer].flat().join(',').split(',');
  return preferences.some(
    (preference) => preference.split(';')[0]?.trim().toLowerCase() === 'reject-duplicate',
  );
}
