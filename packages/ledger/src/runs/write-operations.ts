import type { Database } from '../connect.ts';
import { lockStorage } from '../storage/write.ts';
import { beginAttempts } from './begin.ts';
import type { BeginOperation, Operation, SettleOperation, Written } from './operation.ts';
import { settleRuns } from './settle.ts';

/**
 * Writes settlements in one transaction, then beginnings in another: a beginning that is durable comes after all
 * settlements before it. Each is written only if its lane's lease is still held. A run that the batch settles does not
 * begin.
 */
export async function writeOperations(
  database: Database,
  operations: readonly Operation[],
): Promise<readonly Written[]> {
  const settled = await settle(
    database,
    operations.filter((operation) => operation.kind === 'settle'),
  );
  const tokens = new Map(settled.map(({ lease, settlement }) => [settlement.run.seq, lease.fencingToken]));
  const begins = operations.filter((operation) => operation.kind === 'begin');
  const isOver = ({ seq, lease }: BeginOperation) => tokens.get(seq) === lease.fencingToken;
  const begun = await beginAttempts(
    database,
    begins.filter((begin) => !isOver(begin)),
  );
  const written = new Set<Operation>([...settled, ...begun, ...begins.filter(isOver)]);
  return operations.map((operation) => (written.has(operation) ? 'written' : 'fenced'));
}

/** Only lanes of one integration can meet at its storage; the statement alone is a transaction. */
async function settle(
  database: Database,
  operations: readonly SettleOperation[],
): Promise<readonly SettleOperation[]> {
  const shared = operations.filter(({ settlement }) => settlement.storage?.isShared === true);
  if (shared.length === 0) return await settleRuns(database, operations);
  return await database.transaction().execute(async (transaction) => {
    await lockStorage(
      transaction,
      shared.map(({ settlement }) => settlement.run.integrationId),
    );
    return await settleRuns(transaction, operations);
  });
}
