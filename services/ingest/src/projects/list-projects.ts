import type { Database } from '@upshot/ledger/connect';
import { listProjects as readProjects } from '@upshot/ledger/projects/find';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { shortListQuery, shorten } from '../http/schemas.ts';
import { describeProject, projectSchema } from './project-document.ts';

/** Lists the projects that the caller's token is good for. */
export function listProjects(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listProjects',
    summary: 'List projects',
    description: 'Those that the token is good for.',
    tag: 'projects',
    openTo: 'limited portals',
    query: shortListQuery,
    answers: { 200: { description: 'The projects.', schema: Type.Array(projectSchema) } },
    async handle({ caller, query }) {
      const projects = await readProjects(database, caller?.projectId ?? undefined);
      return shorten(projects, query).map((project) => describeProject(project, link));
    },
  });
}
