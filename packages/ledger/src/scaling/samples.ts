import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { activeIntegration, oldestDueRuns } from '../health/oldest-due.ts';
import type { ScalingSample } from '../tables.ts';
import { isAlive } from '../workers/read.ts';

export type { ScalingSample };

/**
 * Keeps a sample of the load, unless one is younger than `everyMs`, and deletes those older than an hour. It costs by
 * the number of lanes that have runs.
 */
export async function takeSample(database: Database, everyMs: number): Promise<void> {
  await sql`
    /* scaling sample */ with ${oldestDueRuns}, gone as (
      delete from scaling_samples where sampled_at < now() - interval '1 hour'
    ), due as (
      select count(*) as lanes, greatest(0, extract(epoch from now() - min(o.since)) * 1000) as age_ms
      from oldest o ${activeIntegration}
    ), fleet as (
      select count(*) as workers, sum(lanes) as lanes, sum(cardinality(active_lanes)) as active_lanes,
        sum(slots_running) as running, sum(max_running_slots) as max_running,
        sum(slots_running + slots_blocked) as busy, sum(max_slots) as max_slots
      from workers where ${isAlive} and drain_requested_at is null
    )
    insert into scaling_samples (due_lanes, oldest_age_ms, runs_created, workers, lanes, active_lanes, running_slots,
      max_running_slots, busy_slots, max_slots)
    select due.lanes, coalesce(due.age_ms, 0),
      coalesce(pg_sequence_last_value(pg_get_serial_sequence('pending_runs', 'seq')::regclass), 0),
      fleet.workers, coalesce(fleet.lanes, 0), coalesce(fleet.active_lanes, 0), coalesce(fleet.running, 0),
      coalesce(fleet.max_running, 0), coalesce(fleet.busy, 0), coalesce(fleet.max_slots, 0)
    from due, fleet
    where not exists (select from scaling_samples where sampled_at > now() - ${everyMs} * interval '1 ms')
    on conflict do nothing`.execute(database);
}

/** Reads the samples of the last `withinMs`, in the order of time. */
export async function readSamples(database: Database, withinMs: number): Promise<readonly ScalingSample[]> {
  return await database
    .selectFrom('scaling_samples')
    .selectAll()
    .where('sampled_at', '>', sql<Date>`now() - ${withinMs} * interval '1 ms'`)
    .orderBy('sampled_at')
    .execute();
}
