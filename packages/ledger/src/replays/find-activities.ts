import type { ActivityFacts } from '@upshot/shared/activity';
import type { ActivityFilter } from '@upshot/shared/integration';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import { toLikePatterns } from '../like-patterns.ts';
import type { BodyKey } from '../activities/bodies.ts';
import type { ActivityConditions, Selection } from './selection.ts';

/** What the search needs to know of an integration. */
type Candidate = Pick<ActivityFilter, 'events'> & { readonly id: string };

/** A recorded activity that may be fired again. */
export type ReplayableActivity = ActivityFacts & BodyKey;

/** A search in one project. */
export interface ActivitySearch {
  readonly project: string;
  readonly conditions: ActivityConditions;
  /** Activities that none of them can match may be left out. */
  readonly integrations: readonly Candidate[];
}

/** Each page is twice as large as the one before: to search by outcome costs nearly the same for any. */
const FIRST_PAGE = 1000;
const LARGEST_PAGE = 8000;

/** Finds recorded activities that match the filter in the order of their recording, a page at a time. */
export async function* findActivities(
  database: Database,
  { project, conditions, integrations }: ActivitySearch,
): AsyncGenerator<readonly ReplayableActivity[]> {
  if (integrations.length === 0) return;
  let after: ReplayableActivity | undefined;
  for (let size = FIRST_PAGE; ; size = Math.min(size * 2, LARGEST_PAGE)) {
    const page = await findPage(database, { project, conditions, integrations }, { after, size });
    yield page;
    if (page.length < size) return;
    after = page.at(-1);
  }
}

const columns =
  sql.raw(`a.seq, a.recorded_at::text as recorded_at, a.id, a.type, a.state, a.result, a.environments,
  octet_length(a.body) as bytes`);

/** Finds every state of the named activities, or these states only, in the order of their recording. */
export async function findNamedActivities(
  database: Database,
  project: string,
  { ids, states }: Extract<Selection, { kind: 'named' }>,
): Promise<readonly ReplayableActivity[]> {
  const { rows } = await sql<ReplayableActivity>`
    select ${columns}
    from activity_identities i join activities a on a.recorded_at = i.recorded_at and a.seq = i.seq
    where i.project_id = ${project} and i.activity_id = any (${ids}::text[])
      ${states === undefined ? sql`` : sql`and i.state = any (${states}::text[])`}
    order by a.recorded_at, a.seq`.execute(database);
  return rows;
}

/**
 * Each page begins after the last activity of the one before. The bound on the time alone lets PostgreSQL skip
 * partitions.
 */
async function findPage(
  database: Database,
  { project, conditions, integrations }: ActivitySearch,
  { after, size }: { readonly after: ReplayableActivity | undefined; readonly size: number },
): Promise<readonly ReplayableActivity[]> {
  const start = after?.recorded_at ?? conditions.from ?? '-infinity';
  const { rows } = await sql<ReplayableActivity>`
    select ${columns}
    from ${activitiesOf(project, conditions, integrations)}
    where a.project_id = ${project}
      and a.recorded_at >= ${start} and a.recorded_at < ${conditions.to ?? 'infinity'}
      ${
        after === undefined
          ? sql``
          : sql`and (a.recorded_at, a.seq) > (${after.recorded_at}::timestamptz, ${after.seq}::bigint)`
      }
      ${matches(sql`a.type`, conditions.types)}
      ${matches(
        sql`a.type`,
        integrations.flatMap(({ events }) => events),
      )}
      ${conditions.states === undefined ? sql`` : sql`and a.state = any (${conditions.states}::text[])`}
      ${conditions.results === undefined ? sql`` : sql`and a.result = any (${conditions.results}::text[])`}
      ${inEnvironments(conditions.environments)}
    order by a.recorded_at, a.seq
    limit ${size}`.execute(database);
  return rows;
}

/** With outcomes: the activities that have a run which ended so, if perhaps not its integration's latest. */
function activitiesOf(
  project: string,
  { outcomes, from, to }: ActivityConditions,
  integrations: readonly Candidate[],
): RawBuilder<unknown> {
  if (outcomes === undefined) return sql`activities a`;
  const isFailure = !outcomes.includes('succeeded');
  return sql`(
      select distinct activity_id, activity_state from activity_log
      where project_id = ${project} and is_final and outcome = any (${outcomes}::text[])
        ${isFailure ? sql`and outcome <> 'succeeded'` : sql``}
        and integration_id = any (${integrations.map(({ id }) => id)}::text[])
        and logged_at >= ${from ?? '-infinity'}
        and activity_recorded_at >= ${from ?? '-infinity'} and activity_recorded_at < ${to ?? 'infinity'}
    ) ended
    join activity_identities i
      on i.project_id = ${project} and i.activity_id = ended.activity_id and i.state = ended.activity_state
    join activities a on a.recorded_at = i.recorded_at and a.seq = i.seq`;
}

function matches(column: RawBuilder<unknown>, globs: readonly string[] | undefined): RawBuilder<unknown> {
  if (globs === undefined || globs.includes('*')) return sql``;
  return sql`and ${column} like any (${toLikePatterns(globs)}::text[])`;
}

/** As in an integration: only `*` takes activities of the project as a whole. */
function inEnvironments(globs: readonly string[] | undefined): RawBuilder<unknown> {
  if (globs === undefined || globs.includes('*')) return sql``;
  return sql`and exists (select from unnest(a.environments) e where e like any (${toLikePatterns(globs)}::text[]))`;
}
