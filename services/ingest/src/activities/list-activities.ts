import type { Database } from '@upshot/ledger/connect';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { projectId } from '../http/schemas.ts';
import { requireProject } from '../projects/find-project.ts';
import { readTime, timeInQuery } from '../http/time-in-query.ts';
import { activityListQuery, pagingDescription } from './activity-list-query.ts';
import { environmentId, linkedActivity } from './activity-schema.ts';
import { linkActivity } from './link-activity.ts';
import {
  firedKinds,
  listActivities as readActivities,
  type ActivityPlace,
} from '@upshot/ledger/activities/list';
import { linkNextPage } from '../http/paging/cursor.ts';
import { readPageBound } from '../http/paging/read-page-bound.ts';

const query = Type.Object({
  ...activityListQuery.properties,
  fired: Type.Optional(
    Type.Enum([...firedKinds], {
      description: 'What came of it. none: no integration matched. failed: a run ended without success.',
    }),
  ),
  id: Type.Optional(Type.String({ maxLength: 255, description: 'How its id begins.' })),
  from: timeInQuery('created_at at this time or later.'),
  to: timeInQuery('created_at before this time.'),
});

const shared = {
  description:
    'Each in its latest state, newest first; fewer than `count` when their bodies exceed 16 MB. ' +
    `\`type\`, \`state\` and \`result\` may be repeated. ${pagingDescription}`,
  tag: 'activities',
  query,
  answers: { 200: { description: 'The activities.', schema: Type.Array(linkedActivity), isPaged: true } },
  problems: ['project_not_found'],
} as const;

/** Lists a project's activities. */
export function listActivities(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listActivities',
    openTo: 'portals',
    ...shared,
    summary: 'List activities',
    params: Type.Object({ project: projectId }),
    handle: async ({ params, query: asked, request }, reply) =>
      await list({ database, link, request, reply }, params, asked),
  });
}

/** Lists the activities of one environment; an unknown one has none. */
export function listEnvironmentActivities(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'listEnvironmentActivities',
    openTo: 'portals',
    ...shared,
    summary: 'List the activities of an environment',
    params: Type.Object({ project: projectId, environment: environmentId }),
    handle: async ({ params, query: asked, request }, reply) =>
      await list({ database, link, request, reply }, params, asked),
  });
}

interface Answering {
  readonly database: Database;
  readonly link: Link;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function list(
  { database, link, request, reply }: Answering,
  place: ActivityPlace,
  asked: Static<typeof query>,
): Promise<string> {
  reply.header('content-type', 'application/json; charset=utf-8');
  const { type, state, result, fired, id: idPrefix } = asked;
  const [from, to] = [readTime('from', asked.from), readTime('to', asked.to)];
  const filter = { type, state, result, fired, idPrefix, from, to };
  const { rows, next } = await readActivities(database, place, filter, {
    bound: readPageBound(asked, 'seq'),
    count: asked.count ?? 25,
  });
  if (rows.length === 0) await requireProject(database, place.project);
  linkNextPage(request, reply, next);
  return `[${rows.map((activity) => linkActivity(activity, link)).join(',')}]`;
}
