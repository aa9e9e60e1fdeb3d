import type { Database } from '../connect.ts';
import { lockLeases } from '../lanes/lease.ts';
import { writeStorage } from '../storage/write.ts';
import { beginAttempts } from './begin.ts';
import type { Operation, Written } from './operation.ts';
import { settleRuns } from './settle.ts';

/**
 * Writes beginnings and settlements in one transaction, each only if its lane's lease is still held. An outcome enters
 * the log in the same transaction that deletes its pending run (or postpones it) and makes the run's storage writes.
 */
export async function writeOperations(
  database: Database,
  operations: readonly Operation[],
): Promise<readonly Written[]> {
  return await database.transaction().execute(async (transaction) => {
    const held = await lockLeases(
      transaction,
      operations.map(({ lease }) => lease),
    );
    const accepted = operations.filter(({ lease }) => held.has(lease));
    const settled = accepted.filter((operation) => operation.kind === 'settle');
    const settledRuns = new Set(settled.map(({ settlement }) => settlement.run.seq));
    const begun = accepted.filter((operation) => operation.kind === 'begin');
    const pending = begun.filter(({ seq }) => !settledRuns.has(seq));
    const begins = new Set(await beginAttempts(transaction, pending));
    const refused = new Set<Operation>(pending.filter((operation) => !begins.has(operation)));
    await writeStorage(transaction, await settleRuns(transaction, settled));
    const written = new Set<Operation>(accepted.filter((operation) => !refused.has(operation)));
    return operations.map((operation) => (written.has(operation) ? 'written' : 'fenced'));
  });
}
