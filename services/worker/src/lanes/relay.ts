import type { Database } from '@upshot/shared/database/connect';
import { repeat } from '@upshot/shared/process/repeat';
import { wakeLanes, type LaneQueue } from '@upshot/shared/queue';
import { sql } from 'kysely';
import type { WorkerEvents } from '../events.ts';

/** Any number that no other advisory lock of this database uses. */
const RELAY_LOCK = 7_370_001;

/** A lane that was claimed a moment ago is being worked on: it says itself when it has more. */
const GRACE_SECONDS = 3;

const MAX_LANES = 5000;

/**
 * Finds lanes with due runs in the ledger: those whose wake-up was lost (ingest or Redis died), whose worker died, and
 * whose retry has come due. One worker at a time searches. The search jumps from lane to lane along an index, so it
 * costs by the number of lanes, not by the number of runs. Lanes of a paused integration rest; those of one that was
 * deleted are found, so that their runs are cancelled.
 */
export async function findDueLanes(database: Database): Promise<readonly string[]> {
  return await database.transaction().execute(async (transaction) => {
    const { rows: locked } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(${RELAY_LOCK}) as locked`.execute(transaction);
    if (locked[0]?.locked !== true) return [];
    const { rows } = await sql<{ lane: string }>`
      /* find due lanes */ with recursive waiting as (
        (select lane from pending_runs order by lane limit 1)
        union all
        select (select p.lane from pending_runs p where p.lane > w.lane order by p.lane limit 1)
        from waiting w where w.lane is not null
      )
      select w.lane from waiting w left join lanes l on l.id = w.lane
      where w.lane is not null
        and (l.claimed_at is null or l.claimed_at not between now() - make_interval(secs => ${GRACE_SECONDS}) and now())
        and exists (select from pending_runs p where p.lane = w.lane and p.due_at <= now())
        and not exists (
          select from integrations i
          where i.id = split_part(w.lane, '.', 1) and i.paused_at is not null and i.deleted_at is null)
      limit ${MAX_LANES}`.execute(transaction);
    return rows.map(({ lane }) => lane);
  });
}

/** Relays due lanes to the queue every `everyMs`, until disposed. */
export function startRelay(options: {
  readonly database: Database;
  readonly queue: LaneQueue;
  readonly everyMs: number;
  readonly events: WorkerEvents;
}): AsyncDisposable {
  const { database, queue, everyMs, events } = options;
  const relay = async () => {
    try {
      const lanes = await findDueLanes(database);
      if (lanes.length === 0) return;
      await wakeLanes(queue, lanes);
      events.relayed(lanes.length);
    } catch (fault) {
      events.relayFault(fault);
    }
  };
  return repeat(relay, everyMs);
}
