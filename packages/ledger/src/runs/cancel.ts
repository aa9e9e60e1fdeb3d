import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import { fenceLanes } from '../lanes/lease.ts';
import { cancelledEntry, insertEntries } from '../log/entry.ts';
import type { PendingRun, Tables } from '../tables.ts';

/** Why a run is not cancelled: an attempt of it is under way, one of its lane is, or it has ended (or never was). */
export type CancelRefusal = 'begun' | 'lane_busy' | 'not_pending';

type Waiting = Pick<PendingRun, 'lane' | 'integration_id'>;

/**
 * Cancels a run that waits for an attempt: its outcome is logged as it leaves the pending table.
 *
 * A worker may have read the run already, and be at work on it without having done anything that can be seen outside.
 * So the lane's holder is fenced: nothing of it is written from now on, and a script that was so far harmless
 * is stopped at its first effect. That would hurt an attempt of the lane that has begun, which would be made twice;
 * therefore nothing is cancelled while there is one. Lanes are locked before runs, as everywhere.
 *
 * Returns the lane, which must be woken for its other runs.
 */
export async function cancelRun(
  database: Database,
  project: string,
  id: string,
): Promise<{ readonly lane: string } | CancelRefusal> {
  return await database.transaction().execute(async (transaction) => {
    const waiting = await transaction
      .selectFrom('pending_runs')
      .select(['lane', 'integration_id'])
      .where('project_id', '=', project)
      .where('id', '=', id)
      .executeTakeFirst();
    if (waiting === undefined) return 'not_pending';
    await lockLane(transaction, waiting);
    const begun = await findBegun(transaction, waiting.lane);
    if (begun.includes(id)) return 'begun';
    if (begun.length > 0) return 'lane_busy';
    if (!(await moveIntoLog(transaction, waiting.lane, id))) return 'not_pending';
    await fenceLanes(transaction, [waiting.lane]);
    return { lane: waiting.lane };
  });
}

/** From here on no beginning and no outcome of the lane is written until the transaction ends. */
async function lockLane(transaction: Transaction<Tables>, { lane, integration_id }: Waiting): Promise<void> {
  await transaction
    .insertInto('lanes')
    .values({ id: lane, integration_id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await transaction.selectFrom('lanes').select('id').where('id', '=', lane).forNoKeyUpdate().execute();
}

/** A statement of its own, so that it sees what was written before the lane was locked. */
async function findBegun(transaction: Transaction<Tables>, lane: string): Promise<readonly string[]> {
  const begun = await transaction
    .selectFrom('pending_runs')
    .select('id')
    .where('lane', '=', lane)
    .where('begun_at', 'is not', null)
    .execute();
  return begun.map(({ id }) => id);
}

/**
 * The run may have been settled, or have been moved to another lane, before its lane was locked: then nothing is
 * written.
 */
async function moveIntoLog(transaction: Transaction<Tables>, lane: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    /* cancel */ with cancelled as (
      delete from pending_runs where id = ${id} and lane = ${lane} returning *
    )
    ${insertEntries(cancelledEntry)}
    from cancelled c join integrations i on i.id = c.integration_id
    returning run_id`.execute(transaction);
  return rows.length > 0;
}
