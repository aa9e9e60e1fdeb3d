import type { Database } from '@upshot/ledger/connect';
import { readWorkers, type RegisteredWorker } from '@upshot/ledger/workers/read';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';

/** The id of a worker begins with the name of its host. */
export const workerParams = Type.Object({ worker: Type.String({ minLength: 1, maxLength: 300 }) });

/** Reads a worker. Throws the problem `worker_not_found`. */
export async function findWorker(database: Database, id: string): Promise<RegisteredWorker> {
  const [worker] = await readWorkers(database, id);
  if (worker === undefined) throw new Problem('worker_not_found', `There is no worker "${id}".`);
  return worker;
}
