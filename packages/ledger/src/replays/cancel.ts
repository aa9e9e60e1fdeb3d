import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import { fenceLanes } from '../lanes/lease.ts';
import { cancelledEntry, insertEntries } from '../log/entry.ts';
import type { Tables } from '../tables.ts';

interface CancelOrder {
  readonly project: string;
  readonly id: string;
  /** The id of the token. */
  readonly by: string;
}

/**
 * Cancels the runs of a replay that wait for an attempt. From now on none of them begins: `begin` refuses it, and what
 * a worker reads later it cancels. Those of lanes without an attempt under way are cancelled here; in the other lanes
 * that would need their holders to be fenced, and cost the attempts under way.
 *
 * Returns the lanes to wake, in which workers cancel the rest; undefined when there is no such replay.
 */
export async function cancelReplay(
  database: Database,
  { project, id, by }: CancelOrder,
): Promise<readonly string[] | undefined> {
  return await database.transaction().execute(async (transaction) => {
    const { rows: found } = await sql`
      update replays set cancelled_at = coalesce(cancelled_at, now()), cancelled_by = coalesce(cancelled_by, ${by})
      where id = ${id} and project_id = ${project} returning id`.execute(transaction);
    if (found.length === 0) return undefined;
    const lanes = await lockLanes(transaction, id);
    if (lanes.length === 0) return [];
    await cancelInFreeLanes(transaction, id, lanes);
    await sql`
      update pending_runs set due_at = '-infinity'
      where replay_id = ${id} and begun_at is null and due_at > '-infinity'`.execute(transaction);
    return lanes;
  });
}

/** Locks the lanes of its runs, in the order in which everything does: nothing of them is written meanwhile. */
async function lockLanes(transaction: Transaction<Tables>, id: string): Promise<readonly string[]> {
  await sql`
    insert into lanes (id, integration_id)
    select distinct lane, integration_id from pending_runs where replay_id = ${id} order by 1
    on conflict do nothing`.execute(transaction);
  const { rows } = await sql<{ id: string }>`
    select id from lanes where id = any (array(select distinct lane from pending_runs where replay_id = ${id}))
    order by id for no key update`.execute(transaction);
  return rows.map((lane) => lane.id);
}

/** A statement of its own, so that it sees what was written before the lanes were locked. */
async function cancelInFreeLanes(
  transaction: Transaction<Tables>,
  id: string,
  lanes: readonly string[],
): Promise<void> {
  const { rows: free } = await sql<{ lane: string }>`
    select lane from unnest(${[...lanes]}::text[]) lane
    where not exists (select from pending_runs p where p.lane = lane.lane and p.begun_at is not null)`.execute(
    transaction,
  );
  if (free.length === 0) return;
  const names = free.map(({ lane }) => lane);
  await sql`
    /* cancel replay */ with cancelled as (
      delete from pending_runs where replay_id = ${id} and lane = any (${names}) returning *
    )
    ${insertEntries(cancelledEntry)}
    from cancelled c join integrations i on i.id = c.integration_id
    order by c.seq`.execute(transaction);
  await fenceLanes(transaction, names);
}
