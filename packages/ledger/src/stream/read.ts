import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { createdAt } from '../runs/conditions.ts';
import { attemptColumns } from '../runs/list.ts';
import type { RunRow } from '../runs/run-row.ts';
import type { Activity, Integration } from '../tables.ts';
import { streamSources, type StreamCursor } from './cursor.ts';
import { keysAfter, snapshotPart, type StreamKey } from './keys.ts';

/**
 * For how long a transaction may be under way when its rows are found by the time at which it began. A statement ends
 * after 30 seconds, and a session that is idle in a transaction after 10.
 */
const LONGEST_TRANSACTION_MS = 120_000;

/** An attempt of a run that has ended. */
export interface StreamedRun extends RunRow {
  /** Those that the activity names; null when it has left the ledger. */
  readonly environments: readonly string[] | null;
}

/** An activity that was recorded. */
export interface StreamedActivity extends Pick<
  Activity,
  'id' | 'type' | 'state' | 'result' | 'environments' | 'created_at' | 'recorded_at'
> {
  /** How many integrations it fired, and how many not. */
  readonly matched: number;
  readonly skipped: number;
}

/** An integration that was made, changed, paused, resumed or deleted, as it is now. */
export type StreamedIntegration = Pick<
  Integration,
  | 'id'
  | 'name'
  | 'type'
  | 'script_version'
  | 'paused_at'
  | 'paused_reason'
  | 'created_at'
  | 'updated_at'
  | 'deleted_at'
>;

/** Something that happened in a project, and its place in the stream. */
export type StreamEvent = { readonly cursor: StreamCursor } & (
  | { readonly source: 'run'; readonly run: StreamedRun }
  | { readonly source: 'activity'; readonly activity: StreamedActivity }
  | { readonly source: 'integration'; readonly integration: StreamedIntegration }
);

/** A part of the stream. */
export interface StreamPage {
  readonly events: readonly StreamEvent[];
  readonly next: StreamCursor;
  /** There may be more at once. */
  readonly isFull: boolean;
  /** Every transaction before `settledXid` has ended; those from `newestXid` on have not begun to write. */
  readonly settledXid: string;
  readonly newestXid: string;
  /** The time of the ledger, in milliseconds of the epoch. */
  readonly atMs: number;
}

/** Reads what follows a cursor, at most `limit` events. Without a cursor nothing but the place that is now. */
export async function readStream(
  database: Database,
  project: string,
  cursor: StreamCursor | undefined,
  limit: number,
): Promise<StreamPage> {
  const { rows } = await sql<Partial<StreamKey> & SnapshotRow>`
    with ${snapshotPart}
    select xmin::text, xmax::text, (extract(epoch from now()) * 1000)::float8 as now_ms, key.xid::text, key.source,
      key.seq::text, key.at::text, key.id
    from snapshot left join lateral (
      ${cursor === undefined ? nothing : keysAfter(project, cursor, sql`limit ${limit}`)}
      order by 1, 2, 3 limit ${limit}
    ) key on true
    order by key.xid, key.source, key.seq`.execute(database);
  const [snapshot] = rows;
  if (snapshot === undefined) throw new Error('the ledger gave no snapshot');
  const keys = rows.flatMap(({ xid, source, seq, at = null, id }) =>
    typeof xid !== 'string' || source === undefined || seq === undefined || id === undefined
      ? []
      : [{ xid, source, seq, at, id }],
  );
  const isFull = keys.length >= limit;
  const notBeforeMs = Math.floor(snapshot.now_ms) - LONGEST_TRANSACTION_MS;
  const events = await readEvents(database, keys, cursor?.notBeforeMs ?? notBeforeMs);
  const last = keys.at(-1);
  return {
    events,
    next:
      isFull && last !== undefined && cursor !== undefined
        ? toCursor(last, cursor.notBeforeMs)
        : { xid: snapshot.xmin, source: -1, seq: '0', notBeforeMs },
    isFull,
    settledXid: snapshot.xmin,
    newestXid: snapshot.xmax,
    atMs: snapshot.now_ms,
  };
}

interface SnapshotRow {
  readonly xmin: string;
  readonly xmax: string;
  readonly now_ms: number;
}

const nothing = sql`
  select null::xid8 as xid, null::int as source, null::bigint as seq, null::timestamptz as at, null::text as id
  where false`;

function toCursor({ xid, source, seq }: StreamKey, notBeforeMs: number): StreamCursor {
  return { xid, source, seq, notBeforeMs };
}

/** Rows of the log and activities never change; retention may have removed them meanwhile. */
async function readEvents(
  database: Database,
  keys: readonly StreamKey[],
  notBeforeMs: number,
): Promise<readonly StreamEvent[]> {
  const of = (source: (typeof streamSources)[number]) =>
    keys.filter((key) => streamSources[key.source] === source);
  const [integrations, activities, runs] = await Promise.all([
    readIntegrations(database, of('integration')),
    readActivities(database, of('activity')),
    readRuns(database, of('run')),
  ]);
  return keys.flatMap((key): readonly StreamEvent[] => {
    const cursor = toCursor(key, notBeforeMs);
    const integration = integrations.get(key.id);
    const activity = activities.get(key.seq);
    const run = runs.get(key.seq);
    if (key.source === 0)
      return integration === undefined ? [] : [{ cursor, source: 'integration', integration }];
    if (key.source === 1) return activity === undefined ? [] : [{ cursor, source: 'activity', activity }];
    return run === undefined ? [] : [{ cursor, source: 'run', run }];
  });
}

async function readIntegrations(
  database: Database,
  keys: readonly StreamKey[],
): Promise<ReadonlyMap<string, StreamedIntegration>> {
  if (keys.length === 0) return new Map();
  const rows = await database
    .selectFrom('integrations')
    .select(['id', 'name', 'type', 'script_version', 'paused_at', 'paused_reason'])
    .select(['created_at', 'updated_at', 'deleted_at'])
    .where(
      'id',
      'in',
      keys.map(({ id }) => id),
    )
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function readActivities(
  database: Database,
  keys: readonly StreamKey[],
): Promise<ReadonlyMap<string, StreamedActivity>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<StreamedActivity & { readonly seq: string }>`
    select a.seq, a.id, a.type, a.state, a.result, a.environments, a.created_at, a.recorded_at,
      coalesce(json_array_length(a.receipt -> 'matched'), 0) as matched,
      coalesce(json_array_length(a.receipt -> 'skipped'), 0) as skipped
    from ${wanted(keys)}
    cross join lateral (
      select * from activities where recorded_at = key.at and seq = key.seq limit 1
    ) a`.execute(database);
  return new Map(rows.map(({ seq, ...activity }) => [seq, activity]));
}

async function readRuns(
  database: Database,
  keys: readonly StreamKey[],
): Promise<ReadonlyMap<string, StreamedRun>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<StreamedRun & { readonly seq: string }>`
    select l.seq, l.run_id as id, l.project_id, l.integration_id,
      coalesce(i.name, l.integration_id) as integration_name, l.integration_type, l.activity_id, l.activity_type,
      l.activity_state, l.activity_recorded_at as recorded_at, ${createdAt(sql.raw('l'))} as created_at,
      not l.is_final as is_pending, false as is_begun, l.attempt, l.started_at, l.next_attempt_at, l.trace_id,
      l.worker, l.replay_id, l.replay_of, ${attemptColumns('summary')},
      (select a.environments from activities a
        where a.recorded_at = l.activity_recorded_at and a.project_id = l.project_id and a.id = l.activity_id
          and a.state = l.activity_state limit 1) as environments
    from ${wanted(keys)}
    cross join lateral (
      select * from activity_log where logged_at = key.at and seq = key.seq limit 1
    ) l
    left join integrations i on i.id = l.integration_id`.execute(database);
  return new Map(rows.map(({ seq, ...run }) => [seq, run]));
}

function wanted(keys: readonly StreamKey[]) {
  const json = JSON.stringify(keys.map(({ at, seq }) => ({ at, seq })));
  return sql`json_to_recordset(${json}::json) as key (at timestamptz, seq bigint)`;
}
