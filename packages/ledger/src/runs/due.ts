import { integrationOfLane } from '@upshot/shared/lane';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../connect.ts';
import { isPaused } from '../integrations/is-paused.ts';
import { isCancelled } from '../replays/is-cancelled.ts';
import type { Activity, PendingRun, Project } from '../tables.ts';
import type { DueRun } from './due-run.ts';

/** How much is taken at once: a number of runs, and the bytes of their activities together (the first always comes). */
export interface Portion {
  readonly runs: number;
  readonly bytes: number;
  /** A retry that lies further ahead is due: the clock of the ledger was turned back after it was given its time. */
  readonly longestRetryMs: number;
}

/** A pending run as it is read, with what other tables add to it. */
interface Row extends PendingRun {
  readonly project_revision: Project['revision'];
  /** With its microseconds, which a Date lacks. */
  readonly recorded_at_text: string;
  readonly replayed_at_text: string | null;
  readonly age_ms: number;
  readonly overdue_ms: number | null;
  readonly is_cancelled: boolean;
}

/**
 * Reads the lane's due runs in their order; none while its integration is paused. Retries that have come due take turns
 * with the runs that wait for no time: neither keep the others waiting, however many there are. Both are read along the
 * index of the lane, so it costs by what is read, not by what is pending.
 */
export async function readDueRuns(
  database: Database,
  lane: string,
  portion: Portion,
): Promise<readonly DueRun[]> {
  const { rows } = await sql<Row>`
    /* prepared: due runs */ with due as (
      (select *, 1 as is_fresh, row_number() over (order by due_at, seq) as place from pending_runs
        where lane = ${lane} and due_at <= '-infinity' order by due_at, seq limit ${portion.runs})
      union all
      (select *, 0, row_number() over (order by due_at, seq) from pending_runs
        where lane = ${lane} and due_at > '-infinity' and due_at <= now() order by due_at, seq limit ${portion.runs})
      union all
      (select *, 0, row_number() over (order by due_at, seq) from pending_runs
        where lane = ${lane} and due_at > now() + ${portion.longestRetryMs} * interval '1 ms'
        order by due_at, seq limit ${portion.runs})
    )
    select r.*, r.activity_recorded_at::text as recorded_at_text, r.replayed_at::text as replayed_at_text,
      ${millisecondsSince(sql`coalesce(r.replayed_at, r.activity_recorded_at)`)} as age_ms,
      case when r.due_at > '-infinity' then ${millisecondsSince(sql`r.due_at`)} end as overdue_ms,
      ${isCancelled(sql.ref('r.replay_id'))} as is_cancelled,
      (select p.revision from projects p where p.id = r.project_id) as project_revision
    from (
      select *,
        sum(activity_bytes) over (order by place, is_fresh rows unbounded preceding) - activity_bytes as bytes_before
      from due
      where not ${isPaused(sql`${integrationOfLane(lane)}`)}
      order by place, is_fresh
      limit ${portion.runs}
    ) r
    where r.bytes_before < ${portion.bytes}
    order by r.place, r.is_fresh`.execute(database);
  const readAtMs = performance.now();
  const bodies = await readBodies(database, rows);
  return rows.map((row) => toDueRun(row, bodies.get(row.activity_seq), readAtMs));
}

/** Not negative, also where the clock was turned back. */
function millisecondsSince(time: RawBuilder<unknown>): RawBuilder<number> {
  return sql<number>`greatest(0, extract(epoch from now() - ${time}) * 1000)::float8`;
}

/** The bounds of time let PostgreSQL plan for the partitions of that time only. */
async function readBodies(database: Database, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  if (rows.length === 0) return new Map();
  const milliseconds = rows.map(({ activity_recorded_at }) => activity_recorded_at.getTime());
  const earliest = new Date(Math.min(...milliseconds));
  const latest = new Date(Math.max(...milliseconds) + 1);
  const times = rows.map(({ recorded_at_text }) => recorded_at_text);
  const seqs = rows.map(({ activity_seq }) => activity_seq);
  const { rows: bodies } = await sql<Pick<Activity, 'seq' | 'body'>>`
    select seq, body from activities
    where recorded_at between ${earliest} and ${latest}
      and recorded_at = any (${times}::timestamptz[]) and seq = any (${seqs}::bigint[])`.execute(database);
  return new Map(bodies.map(({ seq, body }) => [seq, body]));
}

function toDueRun(row: Row, body: string | undefined, readAtMs: number): DueRun {
  return {
    seq: row.seq,
    id: row.id,
    projectId: row.project_id,
    projectRevision: row.project_revision,
    integrationId: row.integration_id,
    activityId: row.activity_id,
    activityType: row.activity_type,
    activityState: row.activity_state,
    activityRecordedAt: row.recorded_at_text,
    dueSinceMs: readAtMs - (row.overdue_ms ?? row.age_ms),
    pendingSinceMs: readAtMs - row.age_ms,
    body,
    attempt: row.attempt,
    wasInterrupted: row.begun_at !== null,
    interruptions: row.interruptions,
    traceparent: row.traceparent ?? undefined,
    replayId: row.replay_id ?? undefined,
    replayedAt: row.replayed_at_text ?? undefined,
    replayOf: row.replay_of ?? undefined,
    isCancelled: row.is_cancelled,
    scriptVersion: row.script_version ?? undefined,
  };
}
