import { fenceLanes } from './lease.ts';
import type { Tables } from '../tables.ts';
import { laneId } from '@upshot/shared/lane';
import type { Transaction } from 'kysely';
import { MAX_LANES } from './max-lanes.ts';

/**
 * Moves an integration's pending runs from lanes beyond its lowered concurrency to lane 0, and fences the holders of
 * those lanes: from the commit on, not more runs than lanes can be settled. Lanes are locked before runs and in their
 * order, as everywhere. No lane is woken: the relay finds the runs.
 */
export async function leaveLanes(
  transaction: Transaction<Tables>,
  integration: string,
  concurrency: number,
): Promise<void> {
  const left = Array.from({ length: MAX_LANES - concurrency }, (_, index) =>
    laneId(integration, concurrency + index),
  );
  await transaction
    .selectFrom('lanes')
    .select('id')
    .where('id', 'in', left)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  await fenceLanes(transaction, left);
  await transaction
    .updateTable('pending_runs')
    .set({ lane: laneId(integration, 0) })
    .where('lane', 'in', left)
    .execute();
}
