import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { isAlive } from './read.ts';

/** What a worker reports about itself. */
export interface WorkerReport {
  /** The name it has in the log. */
  readonly id: string;
  readonly version: string;
  readonly lanes: number;
  /** How long ago it started, and last claimed a lane; ages, so that only PostgreSQL's clock matters. */
  readonly startedMsAgo: number;
  readonly claimedMsAgo: number | undefined;
  /** The kernel's barrier around its slots; undefined until the first slot is ready. */
  readonly barrier: { readonly seccomp: boolean; readonly landlock: number } | undefined;
  readonly egressAllow: readonly string[];
  readonly canMail: boolean;
  /** The groups of recipients that its mail reaches. */
  readonly mailGroups: readonly string[];
  /** Whether it opens sealed stored values. */
  readonly opensSealedStorage: boolean;
  readonly load: WorkerLoad;
  /** Whether it works on no lane and claims none, as it was asked. */
  readonly isDrained: boolean;
}

/** What a worker does at the moment. */
export interface WorkerLoad {
  readonly activeLanes: readonly string[];
  readonly parkedLanes: readonly string[];
  readonly runningSlots: number;
  readonly blockedSlots: number;
  readonly maxRunningSlots: number;
  readonly maxSlots: number;
}

/** More parked lanes would make the report of a busy worker too large. */
const MAX_PARKED = 200;

/** What a worker learns with its report. */
export interface ReportAnswer {
  /** Whether it was asked to drain. */
  readonly isDrainAsked: boolean;
  /** Whether every other live worker opens sealed stored values. */
  readonly canAllOpenSealed: boolean;
}

/** Writes what a worker reports, and deletes workers that have not reported for a day. */
export async function reportWorker(database: Database, report: WorkerReport): Promise<ReportAnswer> {
  const { id, version, lanes, startedMsAgo, claimedMsAgo, barrier, egressAllow, canMail, mailGroups, load } =
    report;
  const { rows } = await sql<{ is_drain_asked: boolean; can_all_open_sealed: boolean }>`
    /* prepared: report worker */ with gone as (
      delete from workers where seen_at < now() - interval '1 day' and id <> ${id}
    )
    insert into workers (id, version, lanes, started_at, claimed_at, seccomp, landlock, egress_allow, can_mail,
      mail_groups, opens_sealed_storage, active_lanes, parked_lanes, parked_count, slots_running, slots_blocked,
      max_running_slots, max_slots)
    values (${id}, ${version}, ${lanes}, now() - ${startedMsAgo}::float8 * interval '1 ms',
      now() - ${claimedMsAgo ?? null}::float8 * interval '1 ms', ${barrier?.seccomp ?? null},
      ${barrier?.landlock ?? null}, ${[...egressAllow]}::text[], ${canMail},
      ${[...mailGroups]}::text[], ${report.opensSealedStorage},
      ${[...load.activeLanes]}::text[], ${load.parkedLanes.slice(0, MAX_PARKED)}::text[], ${load.parkedLanes.length},
      ${load.runningSlots}, ${load.blockedSlots}, ${load.maxRunningSlots}, ${load.maxSlots})
    on conflict (id) do update set seen_at = now(), claimed_at = excluded.claimed_at, seccomp = excluded.seccomp,
      landlock = excluded.landlock, active_lanes = excluded.active_lanes, parked_lanes = excluded.parked_lanes,
      parked_count = excluded.parked_count, slots_running = excluded.slots_running,
      slots_blocked = excluded.slots_blocked,
      drained_at = case when ${report.isDrained} and workers.drain_requested_at is not null
        then coalesce(workers.drained_at, now()) end
    returning drain_requested_at is not null as is_drain_asked, not exists (
      select from workers where id <> ${id} and opens_sealed_storage is not true and ${isAlive}
    ) as can_all_open_sealed`.execute(database);
  const [answer] = rows;
  return {
    isDrainAsked: answer?.is_drain_asked === true,
    canAllOpenSealed: answer?.can_all_open_sealed === true,
  };
}

/** Deletes a worker that ends. */
export async function removeWorker(database: Database, id: string): Promise<void> {
  await database.deleteFrom('workers').where('id', '=', id).execute();
}
