import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { activityListQuery, pagingDescription, type ActivityListQuery } from './activity-list-query.ts';
import { environmentId, linkedActivity } from './activity-schema.ts';
import { linkActivity } from './link-activity.ts';
import { listActivities as readActivities, type ActivityPlace } from '@upshot/ledger/activities/list';
import { readUpperBound } from '../http/paging/read-upper-bound.ts';

const shared = {
  description:
    'Each in its latest state, newest first; fewer than `count` when their bodies exceed 16 MB. ' +
    `\`type\`, \`state\` and \`result\` may be repeated. ${pagingDescription}`,
  tag: 'activities',
  query: activityListQuery,
  answers: { 200: { description: 'The activities.', schema: Type.Array(linkedActivity) } },
  problems: ['project_not_found'],
} as const;

/** Lists a project's activities. */
export function listActivities(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listActivities',
    ...shared,
    summary: 'List activities',
    params: Type.Object({ project: projectId }),
    async handle({ params, query }, reply) {
      reply.header('content-type', 'application/json; charset=utf-8');
      return await list(database, link, params, query);
    },
  });
}

/** Lists the activities of one environment; an unknown one has none. */
export function listEnvironmentActivities(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listEnvironmentActivities',
    ...shared,
    summary: 'List the activities of an environment',
    params: Type.Object({ project: projectId, environment: environmentId }),
    async handle({ params, query }, reply) {
      reply.header('content-type', 'application/json; charset=utf-8');
      return await list(database, link, params, query);
    },
  });
}

async function list(
  database: Database,
  link: Link,
  place: ActivityPlace,
  query: ActivityListQuery,
): Promise<string> {
  const activities = await readActivities(database, place, query, {
    bound: readUpperBound(query.starts_at),
    count: query.count ?? 25,
  });
  if (activities.length === 0) await requireProject(database, place.project);
  return `[${activities.map((activity) => linkActivity(activity, link)).join(',')}]`;
}
