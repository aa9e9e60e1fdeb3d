import type { Database } from '@upshot/ledger/connect';
import { readIntegrations } from '@upshot/ledger/integrations/read';
import { integrationTypes } from '@upshot/integrations/registry';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId, shortListQuery, shorten } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { integrationSchema } from './describe-integration.ts';
import { showIntegrations } from './show-integration.ts';

/** Lists a project's integrations, the oldest first. */
export function listIntegrations(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listIntegrations',
    summary: 'List integrations',
    tag: 'integrations',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    query: shortListQuery,
    answers: { 200: { description: 'The integrations.', schema: Type.Array(integrationSchema) } },
    problems: ['project_not_found'],
    async handle({ params, query, caller }) {
      const all = await readIntegrations(database, params.project, integrationTypes);
      if (all.length === 0) await requireProject(database, params.project);
      const reachable = integrationsOf(caller);
      const integrations = all.filter(({ id }) => reachable?.includes(id) ?? true);
      return await showIntegrations(database, link, shorten(integrations, query));
    },
  });
}
