import { setTimeout as delay } from 'node:timers/promises';
import { Batcher } from '@upshot/fairness/batcher';
import type { Database } from '@upshot/ledger/connect';
import type { Operation, Written } from '@upshot/ledger/runs/operation';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import { isDataFault } from '@upshot/ledger/sqlstate';
import { writeOperations } from '@upshot/ledger/runs/write-operations';
import type { WorkerEvents } from '../events.ts';
import { Gathering } from './gathering.ts';
import { measureSettlement } from './measure-settlement.ts';

/** Writes beginnings and settlements of all lanes of a worker, in the order of asking, those that gather together. */
export interface Settler {
  /** Announces operations until disposed: others wait for them, a few milliseconds at most. */
  expect(): Disposable;
  /** Rejects when the ledger refuses the operation, or when the worker gives up waiting for the ledger. */
  write(operation: Operation): Promise<Written>;
  /** True while so much waits to be written that no further run should begin. */
  readonly isFull: boolean;
  close(): Promise<void>;
}

export interface SettlerOptions {
  readonly database: Database;
  readonly events: Pick<WorkerEvents, 'settlingRetried' | 'batchRefused' | 'outcomeRefused' | 'metrics'>;
  /** Told which projects have new outcomes. */
  readonly tellNews?: (projects: ReadonlySet<string>) => void;
  /** Ends the waiting for a ledger that is away. */
  readonly aborting: AbortSignal;
}

const FULL_WEIGHT = 32 * 1024 * 1024;

/** Creates the settler of one worker. */
export function createSettler(options: SettlerOptions): Settler {
  let weightWaiting = 0;
  const gathering = new Gathering();
  const batcher = new Batcher<Operation, Written | Error>({
    flush: (operations) => flush(options, operations),
    maxItems: 250,
    maxWeight: 8 * 1024 * 1024,
    weigh,
    gather: () => gathering.wait(),
  });
  return {
    expect: () => gathering.expect(),
    async write(operation) {
      const weight = weigh(operation);
      weightWaiting += weight;
      gathering.add(operation.kind === 'begin');
      const written = await batcher.add(operation).finally(() => (weightWaiting -= weight));
      if (written instanceof Error) throw written;
      if (written === 'written' && operation.kind === 'settle')
        measureSettlement(options.events.metrics, operation.settlement);
      return written;
    },
    get isFull() {
      return weightWaiting > FULL_WEIGHT;
    },
    close: () => batcher.idle(),
  };
}

/**
 * An outcome is never thrown away because the ledger is away for a while: the same batch is written again. That is
 * safe, also when an earlier try was committed unheard: the fencing token still decides, and a run that is settled is
 * settled once.
 */
async function flush(
  options: SettlerOptions,
  operations: readonly Operation[],
): Promise<readonly (Written | Error)[]> {
  const { database, events, aborting } = options;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const startedAt = performance.now();
    try {
      const written = await writeOperations(database, operations);
      events.metrics.commitDuration((performance.now() - startedAt) / 1000, { operation: 'settle' });
      events.metrics.commitRows(operations.length, { operation: 'settle' });
      options.tellNews?.(settledProjects(operations));
      return written;
    } catch (fault) {
      if (isDataFault(fault)) return await writeOneByOne(options, operations, fault);
      if (aborting.aborted) throw fault;
      events.settlingRetried(fault, operations.length);
    }
    await delay(pauseMs, undefined, { signal: aborting }).catch(() => undefined);
  }
}

function settledProjects(operations: readonly Operation[]): ReadonlySet<string> {
  const settled = operations.filter((operation) => operation.kind === 'settle');
  return new Set(settled.map(({ settlement }) => settlement.run.projectId));
}

async function writeOneByOne(
  options: SettlerOptions,
  operations: readonly Operation[],
  fault: unknown,
): Promise<readonly (Written | Error)[]> {
  const [first] = operations;
  if (operations.length === 1 && first !== undefined)
    return [await writeWithoutDetails(options, first, fault)];
  options.events.batchRefused(fault);
  const written: (Written | Error)[] = [];
  for (const operation of operations) written.push(...(await flush(options, [operation])));
  return written;
}

/** No outcome may ever block its lane: what the ledger refuses is written again without its details. */
async function writeWithoutDetails(
  { database, events }: SettlerOptions,
  operation: Operation,
  fault: unknown,
): Promise<Written | Error> {
  const refusal = fault instanceof Error ? fault : new Error(String(fault));
  if (operation.kind === 'begin') return refusal;
  const { settlement } = operation;
  events.outcomeRefused(settlement.run.id, fault);
  try {
    const [written] = await writeOperations(database, [
      { ...operation, settlement: withoutDetails(settlement) },
    ]);
    return written ?? 'fenced';
  } catch (again) {
    return again instanceof Error ? again : refusal;
  }
}

function withoutDetails(settlement: Settlement): Settlement {
  const { run, integrationType, attempt, startedAt, worker, traceId, scriptVersion } = settlement;
  const error = { name: 'Fault', message: 'The details of this outcome could not be stored.' };
  const known = { run, integrationType, attempt, startedAt, worker, traceId, scriptVersion };
  return { ...known, outcome: 'failed', durationMs: null, error };
}

function weigh(operation: Operation): number {
  if (operation.kind === 'begin') return 100;
  const { output = [], storage, error } = operation.settlement;
  const stored = [...(storage?.values.values() ?? [])].reduce((sum, value) => sum + (value?.length ?? 0), 0);
  const said = (error?.message.length ?? 0) + (error?.stack?.length ?? 0);
  return output.reduce((sum, { text }) => sum + text.length, 500 + stored + said);
}
