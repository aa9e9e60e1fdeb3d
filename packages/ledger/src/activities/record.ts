import type { ActivityState } from '@upshot/shared/activity';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Activity, Project } from '../tables.ts';
import { digestOfColumn } from './body-digest.ts';
import type { Plan, Receipt, Submission } from './plan.ts';

/** The revision of each project with which activities were planned. */
type Revisions = ReadonlyMap<string, Pick<Project, 'revision'>>;

interface WrittenRow {
  readonly is_current: boolean;
  readonly ordinal: number | null;
}

/**
 * Writes activities and their pending runs in one statement, which is one transaction and one round trip.
 * Activities that are recorded already are left alone. Returns the plans that were carried out, or `stale`, having
 * written nothing, when a project's integrations have changed since they were planned with.
 */
export async function recordActivities(
  database: Database,
  plans: readonly Plan[],
  projects: Revisions,
): Promise<ReadonlySet<Plan> | 'stale'> {
  if (plans.length === 0) return new Set();
  const { rows } = await statement(plans, projects).execute(database);
  if (rows.some(({ is_current }) => !is_current)) return 'stale';
  return new Set(rows.flatMap(({ ordinal }) => plans[ordinal ?? -1] ?? []));
}

/**
 * Bodies travel as one byte string that the statement cuts apart, the rest as JSON: nothing large is escaped.
 * Identities are inserted in their own order, so that two writers never wait for each other in a circle; their
 * numbers follow the order of posting all the same, since the one with the highest is an activity's latest state. The
 * numbers of activities that are recorded already stay unused.
 */
function statement(plans: readonly Plan[], projects: Revisions) {
  const lengths = plans.map(({ submission }) => Buffer.byteLength(submission.body));
  const activities = describeActivities(plans, lengths);
  const runs = plans.flatMap((plan, ordinal) =>
    plan.runs.map((run) => ({ ordinal, id: run.id, integration_id: run.integrationId, lane: run.lane })),
  );
  const revisions = [...projects].map(([id, { revision }]) => ({ id, revision }));
  return sql<WrittenRow>`
    /* prepared: record */ with posted as (
      select * from json_to_recordset(${JSON.stringify(activities)}::json) as a (
        ordinal int, project_id text, id text, type text, state text, result text, environments json,
        created_at timestamptz, receipt json, trace_id text, traceparent text, start int, bytes int)
      order by ordinal
    ), activity as materialized (
      select *, nextval((select pg_get_serial_sequence('activity_identities', 'seq')::regclass)) as seq from posted
    ), planned as (
      select * from json_to_recordset(${JSON.stringify(runs)}::json) as r (
        ordinal int, id text, integration_id text, lane text)
    ), revision as (
      select count(p.id) = count(*) as is_current
      from json_to_recordset(${JSON.stringify(revisions)}::json) as v (id text, revision bigint)
      left join lateral (select id from projects where id = v.id and revision = v.revision limit 1) p on true
    ), identity as (
      insert into activity_identities (project_id, activity_id, state, seq) overriding system value
      select project_id, id, state, seq from activity, revision where is_current
      order by project_id, id, state
      on conflict do nothing
      returning seq, recorded_at
    ), fresh as (
      select a.*, i.recorded_at from activity a join identity i using (seq)
    ), recorded as (
      insert into activities
        (seq, recorded_at, project_id, id, type, state, result, environments, created_at, body, receipt, trace_id)
      select seq, recorded_at, project_id, id, type, state, result,
        array(select json_array_elements_text(environments)), coalesce(created_at, recorded_at),
        convert_from(substr(${joinBodies(plans, lengths)}::bytea, start, bytes), 'UTF8'), receipt, trace_id
      from fresh
    ), pending as (
      insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
        activity_type, activity_state, activity_bytes, traceparent)
      select r.id, f.project_id, r.integration_id, r.lane, f.seq, f.recorded_at, f.id, f.type, f.state, f.bytes,
        f.traceparent
      from planned r join fresh f using (ordinal)
      order by f.ordinal
    )
    select is_current, fresh.ordinal from revision left join fresh on true`;
}

function joinBodies(plans: readonly Plan[], lengths: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length, 0));
  let start = 0;
  for (const { submission } of plans) start += bytes.write(submission.body, start);
  return bytes;
}

function describeActivities(plans: readonly Plan[], lengths: readonly number[]) {
  let start = 1;
  return plans.map(({ submission, receipt }, ordinal) => {
    const { facts } = submission;
    const bytes = lengths[ordinal] ?? 0;
    const described = {
      ordinal,
      project_id: submission.projectId,
      id: facts.id,
      type: facts.type,
      state: facts.state,
      result: facts.result,
      environments: facts.environments,
      created_at: submission.createdAt?.toISOString() ?? null,
      receipt,
      trace_id: submission.traceId ?? null,
      traceparent: submission.traceparent ?? null,
      start,
      bytes,
    };
    start += bytes;
    return described;
  });
}

/** A submission that is recorded already; its receipt and digest are null when its partition was dropped. */
interface RecordedRow extends Pick<Activity, 'id' | 'state'> {
  readonly ordinal: number;
  readonly receipt: Receipt | null;
  readonly digest: string | null;
}

/** What is known of an activity that was recorded before. */
export interface OriginalReceipt {
  readonly receipt: Receipt;
  /** Of the body that was recorded, as `digestBody` makes it. Null when the body is gone. */
  readonly digest: string | null;
}

/** Reads the original receipts of activities that are recorded already. */
export async function readReceipts(
  database: Database,
  submissions: readonly Submission[],
): Promise<ReadonlyMap<Submission, OriginalReceipt>> {
  if (submissions.length === 0) return new Map();
  const wanted = submissions.map(({ projectId, facts }, ordinal) => ({
    ordinal,
    project_id: projectId,
    id: facts.id,
    state: facts.state,
  }));
  const { rows } = await sql<RecordedRow>`
    select w.ordinal, a.receipt, w.id, w.state, ${digestOfColumn('a.body')} as digest
    from json_to_recordset(${JSON.stringify(wanted)}::json) as w (ordinal int, project_id text, id text, state text)
    join activity_identities i on i.project_id = w.project_id and i.activity_id = w.id and i.state = w.state
    left join activities a on a.recorded_at = i.recorded_at and a.seq = i.seq`.execute(database);
  return new Map(
    rows.flatMap(({ ordinal, receipt, digest, id, state }) => {
      const submission = submissions[ordinal];
      if (submission === undefined) return [];
      return [[submission, { receipt: receipt ?? expiredReceipt(id, state), digest }] as const];
    }),
  );
}

/** The activity's rows were dropped with their partition; that it was recorded is still known. */
function expiredReceipt(id: string, state: ActivityState): Receipt {
  return { activity: { id, state }, matched: [], skipped: [], trace_id: null };
}
