import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Pair, PreviousRun } from './previous-runs.ts';

/** A run that a replay makes. */
export interface ReplayRun extends Pair {
  readonly id: string;
  readonly lane: string;
  /** The run that it repeats; undefined when the integration had none for this activity. */
  readonly previous: PreviousRun | undefined;
  /** The version of the script that it must run; undefined for the current one. */
  readonly scriptVersion: number | undefined;
}

/** A replay as it is kept. */
export interface Replay {
  readonly id: string;
  readonly project: string;
  readonly idempotencyKey: string | undefined;
  readonly body: unknown;
  readonly answer: unknown;
  /** The id of the token. */
  readonly requestedBy: string;
  readonly traceparent: string | undefined;
}

/**
 * The runs of a replay are created in their order, so far apart: clients that page by milliseconds, as those of
 * Platform.sh do, find fewer of them in each than a page has.
 */
const APART_US = 2;

/**
 * Writes a replay and its runs in one statement. Returns the lanes that have new work, or `stale`, having written
 * nothing, when the project's integrations have changed since it was planned.
 */
export async function writeReplay(
  database: Database,
  replay: Replay,
  plan: { readonly revision: string; readonly runs: readonly ReplayRun[] },
): Promise<readonly string[] | 'stale'> {
  const runs = plan.runs.map(describeRow);
  const { rows } = await sql<{ is_current: boolean }>`
    with planned as (
      select * from json_to_recordset(${JSON.stringify(runs)}::json) as r (
        ordinal int, id text, integration_id text, lane text, activity_seq bigint, recorded_at timestamptz,
        activity_id text, type text, state text, bytes int, replay_of text, script_version int)
    ), revision as (
      select exists (
        select from projects where id = ${replay.project} and revision = ${plan.revision}
      ) as is_current
    ), pending as (
      insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
        activity_type, activity_state, activity_bytes, traceparent, replay_id, replayed_at, replay_of, script_version)
      select id, ${replay.project}, integration_id, lane, activity_seq, recorded_at, activity_id, type, state, bytes,
        ${replay.traceparent ?? null}, ${replay.id},
        statement_timestamp() + ordinal * ${APART_US} * interval '1 us', replay_of, script_version
      from planned, revision where is_current
      order by ordinal
    ), kept as (
      insert into replays (id, project_id, idempotency_key, request, answer, requested_by, created_at)
      select ${replay.id}, ${replay.project}, ${replay.idempotencyKey ?? null}, ${JSON.stringify(replay.body)}::jsonb,
        ${JSON.stringify(replay.answer)}::json, ${replay.requestedBy}, statement_timestamp()
      from revision where is_current
    )
    select is_current from revision`.execute(database);
  if (rows[0]?.is_current !== true) return 'stale';
  return [...new Set(runs.map(({ lane }) => lane))];
}

function describeRow(run: ReplayRun, ordinal: number) {
  const { id, lane, activity, integration, previous, scriptVersion } = run;
  return {
    ordinal,
    id,
    integration_id: integration.id,
    lane,
    activity_seq: activity.seq,
    recorded_at: activity.recorded_at,
    activity_id: activity.id,
    type: activity.type,
    state: activity.state,
    bytes: activity.bytes,
    replay_of: previous?.id ?? null,
    script_version: scriptVersion ?? null,
  };
}

/** Serializes the replays of one project until the transaction ends. */
export async function lockReplays(transaction: Database, project: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${project}, 7370004))`.execute(transaction);
}

/** The answer that an earlier replay with this key got, and whether its request was the same as `body`. */
export async function findReplay(
  database: Database,
  { project, idempotencyKey, body }: { project: string; idempotencyKey: string; body: unknown },
): Promise<{ readonly answer: unknown; readonly isSame: boolean } | undefined> {
  const { rows } = await sql<{ answer: unknown; is_same: boolean }>`
    select answer, request = ${JSON.stringify(body)}::jsonb as is_same from replays
    where project_id = ${project} and idempotency_key = ${idempotencyKey}`.execute(database);
  const [found] = rows;
  return found === undefined ? undefined : { answer: found.answer, isSame: found.is_same };
}
