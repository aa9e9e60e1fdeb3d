import { findEnvironments, searchedActivities } from '@upshot/ledger/activities/environments';
import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId, shortListQuery, shorten } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeEnvironment, environmentSchema, isGone } from './describe-environment.ts';

/** Lists the environments that activities have named. */
export function listEnvironments(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listEnvironments',
    summary: 'List environments',
    description:
      `Those that the latest ${searchedActivities} activities of the project name, each as the latest activity that ` +
      'names it describes it. Deleted ones are left out.',
    tag: 'projects',
    openTo: 'portals',
    params: Type.Object({ project: projectId }),
    query: shortListQuery,
    answers: { 200: { description: 'The environments.', schema: Type.Array(environmentSchema) } },
    problems: ['project_not_found'],
    async handle({ params: { project }, query }) {
      const named = await findEnvironments(database, project);
      if (named.length === 0) await requireProject(database, project);
      const present = named.filter((environment) => !isGone(environment));
      return shorten(present, query).map((environment) => describeEnvironment(project, environment, link));
    },
  });
}
