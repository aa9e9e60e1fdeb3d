import { findEnvironments } from '@upshot/ledger/activities/environments';
import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { environmentId } from '../activities/activity-schema.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { describeEnvironment, environmentSchema, isGone } from './describe-environment.ts';

/** Answers one environment that activities have named. */
export function getEnvironment(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getEnvironment',
    summary: 'Read an environment',
    description: 'As the latest activity that names it describes it.',
    tag: 'projects',
    openTo: 'portals',
    params: Type.Object({ project: projectId, environment: environmentId }),
    answers: { 200: { description: 'The environment.', schema: environmentSchema } },
    problems: ['project_not_found', 'environment_not_found'],
    async handle({ params: { project, environment } }) {
      const [named] = await findEnvironments(database, project, environment);
      if (named !== undefined && !isGone(named)) return describeEnvironment(project, named, link);
      await requireProject(database, project);
      throw new Problem(
        'environment_not_found',
        `No recent activity of project "${project}" names an environment "${environment}".`,
      );
    },
  });
}
