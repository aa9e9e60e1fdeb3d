import type { ActivityState } from '@upshot/shared/activity';
import type { Database } from '@upshot/shared/database/connect';
import { integrationOfLane } from '@upshot/shared/run';
import { sql } from 'kysely';

/** A lane that is ours until somebody claims it again. Only writes that name the newest epoch are accepted. */
export interface LaneHold {
  readonly lane: string;
  readonly epoch: string;
}

/** A run that is due, with everything needed to begin its next attempt. */
export interface DueRun {
  readonly seq: string;
  readonly id: string;
  readonly projectId: string;
  readonly integrationId: string;
  readonly activityId: string;
  readonly activityType: string;
  readonly activityState: ActivityState;
  readonly activityRecordedAt: Date;
  /** The activity's exact JSON text; undefined when its partition was dropped before the run came to its turn. */
  readonly body: string | undefined;
  /** How many attempts have begun so far. */
  readonly attempt: number;
  /** True when the last attempt that began was neither settled nor is under way: its worker died. */
  readonly wasInterrupted: boolean;
  readonly interruptions: number;
  readonly traceparent: string | undefined;
}

/** Makes this worker the only one that can settle runs of the lane. */
export async function claimLane(database: Database, lane: string, worker: string): Promise<LaneHold> {
  const { epoch } = await database
    .insertInto('lanes')
    .values({
      id: lane,
      integration_id: integrationOfLane(lane),
      epoch: '1',
      holder: worker,
      claimed_at: sql`now()`,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ epoch: sql`lanes.epoch + 1`, holder: worker, claimed_at: sql`now()` }),
    )
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return { lane, epoch };
}

/** How much is taken at once: a number of runs, and the bytes of their activities together (the first always comes). */
export interface Portion {
  readonly runs: number;
  readonly bytes: number;
}

interface Row {
  readonly seq: string;
  readonly id: string;
  readonly project_id: string;
  readonly integration_id: string;
  readonly activity_id: string;
  readonly activity_type: string;
  readonly activity_state: ActivityState;
  readonly activity_recorded_at: Date;
  readonly body: string | null;
  readonly attempt: number;
  readonly begun_at: Date | null;
  readonly interruptions: number;
  readonly traceparent: string | null;
}

/** Reads the lane's due runs in their order. */
export async function readDueRuns(
  database: Database,
  lane: string,
  portion: Portion,
): Promise<readonly DueRun[]> {
  const { rows } = await sql<Row>`
    select r.*, a.body
    from (
      select seq, id, project_id, integration_id, activity_id, activity_type, activity_state, activity_seq,
        activity_recorded_at, attempt, begun_at, interruptions, traceparent, due_at,
        sum(activity_bytes) over (order by due_at, seq rows unbounded preceding) - activity_bytes as bytes_before
      from pending_runs
      where lane = ${lane} and due_at <= now()
      order by due_at, seq
      limit ${portion.runs}
    ) r
    left join activities a on a.recorded_at = r.activity_recorded_at and a.seq = r.activity_seq
    where r.bytes_before < ${portion.bytes}
    order by r.due_at, r.seq`.execute(database);
  return rows.map(toDueRun);
}

function toDueRun(row: Row): DueRun {
  return {
    seq: row.seq,
    id: row.id,
    projectId: row.project_id,
    integrationId: row.integration_id,
    activityId: row.activity_id,
    activityType: row.activity_type,
    activityState: row.activity_state,
    activityRecordedAt: row.activity_recorded_at,
    body: row.body ?? undefined,
    attempt: row.attempt,
    wasInterrupted: row.begun_at !== null,
    interruptions: row.interruptions,
    traceparent: row.traceparent ?? undefined,
  };
}
