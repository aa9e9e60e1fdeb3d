import type { Database } from '@upshot/shared/database/connect';
import { sql } from 'kysely';
import { Type, type Static } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/link.ts';
import { count, projectId } from '../http/schemas.ts';
import { readUpperBound } from '../http/read-upper-bound.ts';
import { requireProject } from '../projects/find-project.ts';
import { activityResult, activityState, linkedActivity } from './activity-schema.ts';
import type { RecordedActivity } from './find-activity.ts';
import { linkActivity } from './link-activity.ts';

/** Which activities are wanted: shared with the lists of runs that are seen as activities. */
export const activityListQuery = Type.Object({
  type: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 50 })),
  state: Type.Optional(Type.Array(activityState)),
  result: Type.Optional(Type.Array(activityResult)),
  starts_at: Type.Optional(
    Type.String({ description: 'Not newer than this; for the next page, created_at of the last item.' }),
  ),
  count: Type.Optional(count),
});

export type ActivityListQuery = Static<typeof activityListQuery>;

/** How large the bodies of one answer may be together. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Lists a project's activities, each in its latest state, newest first. */
export function listActivities(database: Database, link: Link) {
  return defineEndpoint({
    summary: 'List activities',
    description:
      'Each in its latest state, newest first; fewer than `count` where their bodies are over 16 MB together. `type`, `state` and `result` may be repeated.',
    tag: 'activities',
    params: Type.Object({ project: projectId }),
    query: activityListQuery,
    answers: { 200: { description: 'The activities.', schema: Type.Array(linkedActivity) } },
    problems: ['project_not_found'],
    async handle({ params, query }, reply) {
      const activities = await select(database, params.project, query);
      if (activities.length === 0) await requireProject(database, params.project);
      reply.header('content-type', 'application/json; charset=utf-8');
      return `[${activities.map((activity) => linkActivity(activity, link)).join(',')}]`;
    },
  });
}

/** Two come in any case: a page begins with the last item of the page before it. */
async function select(
  database: Database,
  project: string,
  query: ActivityListQuery,
): Promise<readonly RecordedActivity[]> {
  const { rows } = await sql<RecordedActivity>`
    select id, project_id, state, body, recorded_at from (
    select *, row_number() over newest as position, sum(octet_length(body)) over newest as bytes from (
    select a.id, a.project_id, a.state, a.body, a.recorded_at, a.created_at, a.seq
    from activities a
    where a.project_id = ${project}
      and a.created_at < ${readUpperBound(query.starts_at)}
      and (${query.type ?? null}::text[] is null or a.type = any (${query.type ?? null}))
      and (${query.state ?? null}::text[] is null or a.state = any (${query.state ?? null}))
      and (${query.result ?? null}::text[] is null or a.result = any (${query.result ?? null}))
      and not exists (
        select from activity_identities later
        where later.project_id = a.project_id and later.activity_id = a.id and later.seq > a.seq)
    order by a.created_at desc, a.seq desc
    limit ${query.count ?? 25}
    ) page window newest as (order by created_at desc, seq desc rows unbounded preceding)
    ) measured
    where bytes <= ${MAX_BYTES} or position <= 2
    order by position`.execute(database);
  return rows;
}
