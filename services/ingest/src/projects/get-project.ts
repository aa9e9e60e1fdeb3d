import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { findProject } from './find-project.ts';
import { describeProject, projectSchema } from './project-document.ts';

/** Answers one project. */
export function getProject(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getProject',
    summary: 'Read a project',
    tag: 'projects',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    answers: { 200: { description: 'The project.', schema: projectSchema } },
    problems: ['project_not_found'],
    handle: async ({ params }) => describeProject(await findProject(database, params.project), link),
  });
}
