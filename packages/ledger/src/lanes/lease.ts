import { integrationOfLane } from '@upshot/shared/lane';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import type { Lane, Tables } from '../tables.ts';

/**
 * A lane lease: the right to settle the runs of a lane, until another worker claims the lane. The fencing token grows
 * with each claim; a write that names an older one is refused.
 */
export interface LaneLease {
  readonly lane: string;
  readonly fencingToken: string;
}

/** Takes the lease on a lane from its former holder, if there is one. `worker` names the new holder. */
export async function claimLane(database: Database, lane: string, worker: string): Promise<LaneLease> {
  const { rows } = await sql<Pick<Lane, 'epoch'>>`
    /* prepared: claim */ insert into lanes (id, integration_id, epoch, holder, claimed_at)
    values (${lane}, ${integrationOfLane(lane)}, 1, ${worker}, now())
    on conflict (id) do update set epoch = lanes.epoch + 1, holder = excluded.holder, claimed_at = now()
    returning epoch`.execute(database);
  const [row] = rows;
  if (row === undefined) throw new Error(`lane ${lane} could not be claimed`);
  return { lane, fencingToken: row.epoch };
}

/**
 * A part of a statement that locks the rows of the lanes in its part `asked` until the transaction ends, and gives
 * their tokens. A claim waits for the lock, so none can come between this check and the commit; a claim that came
 * before the lock has changed the token.
 */
export function heldLeases(asked: string): RawBuilder<unknown> {
  return sql`
      select id, epoch from lanes where id = any (array(select distinct lane from ${sql.ref(asked)}))
      order by id for share`;
}

/** Revokes the leases on these lanes: their holders can write nothing more for them. */
export async function fenceLanes(transaction: Transaction<Tables>, lanes: readonly string[]): Promise<void> {
  await transaction
    .updateTable('lanes')
    .set(({ eb }) => ({ epoch: eb('epoch', '+', '1') }))
    .where('id', 'in', lanes)
    .execute();
}
