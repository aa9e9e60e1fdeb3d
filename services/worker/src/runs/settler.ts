import { Batcher } from '@upshot/shared/batcher';
import type { Database } from '@upshot/shared/database/connect';
import type { Logger } from '@upshot/shared/process/logger';
import type { LaneHold } from '../lanes/claim-lane.ts';
import type { Settlement } from './settlement.ts';
import { writeOperations } from './write-operations.ts';

/** An attempt begins: it is durable before anything it does can be seen outside. */
export interface BeginOperation {
  readonly kind: 'begin';
  readonly hold: LaneHold;
  readonly seq: string;
  readonly attempt: number;
  readonly worker: string;
}

/** An attempt has ended. */
export interface SettleOperation {
  readonly kind: 'settle';
  readonly hold: LaneHold;
  readonly settlement: Settlement;
}

export type Operation = BeginOperation | SettleOperation;

/** `fenced`: somebody else has claimed the lane since, and nothing was written. */
export type Written = 'written' | 'fenced';

/** Writes beginnings and settlements of all lanes of a worker, in the order of asking, those that gather together. */
export interface Settler {
  write(operation: Operation): Promise<Written>;
  close(): Promise<void>;
}

/** Creates the settler of one worker. */
export function createSettler(database: Database, logger: Logger): Settler {
  const batcher = new Batcher<Operation, Written>({
    flush: (operations) => flush(database, logger, operations),
    maxItems: 250,
    maxWeight: 8 * 1024 * 1024,
    weigh: (operation) => (operation.kind === 'begin' ? 100 : weigh(operation.settlement)),
  });
  return { write: (operation) => batcher.add(operation), close: () => batcher.idle() };
}

async function flush(
  database: Database,
  logger: Logger,
  operations: readonly Operation[],
): Promise<readonly Written[]> {
  try {
    return await writeOperations(database, operations);
  } catch (fault) {
    if (!isAboutData(fault)) throw fault;
    logger.error({ err: fault }, 'a batch of settlements was refused by the ledger: writing them one by one');
    const written: Written[] = [];
    for (const operation of operations) written.push(await writeAlone(database, logger, operation));
    return written;
  }
}

/** No outcome may ever block its lane: what the ledger refuses is written again without its free text. */
async function writeAlone(database: Database, logger: Logger, operation: Operation): Promise<Written> {
  try {
    const [written] = await writeOperations(database, [operation]);
    return written ?? 'fenced';
  } catch (fault) {
    if (!isAboutData(fault) || operation.kind === 'begin') throw fault;
    logger.error({ err: fault, run: operation.settlement.run.id }, 'an outcome was refused by the ledger');
    const [written] = await writeOperations(database, [
      { ...operation, settlement: withoutText(operation.settlement) },
    ]);
    return written ?? 'fenced';
  }
}

function withoutText(settlement: Settlement): Settlement {
  const error = { name: 'Fault', message: 'The details of this outcome could not be stored.' };
  return { ...settlement, outcome: 'crashed', error, output: [], storage: undefined };
}

/** SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits): trying the same again would not help. */
function isAboutData(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && /^(22|23|54)/.test(String(fault.code));
}

function weigh({ output = [], storage }: Settlement): number {
  const written = [...(storage?.values.values() ?? [])].reduce((sum, value) => sum + (value?.length ?? 0), 0);
  return output.reduce((sum, { text }) => sum + text.length, 500 + written);
}
