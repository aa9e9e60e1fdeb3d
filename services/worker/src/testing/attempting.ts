import type { DueRun } from '@upshot/ledger/runs/due-run';
import type { Operation, Written } from '@upshot/ledger/runs/operation';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import { StorageView } from '../executors/script/storage-view.ts';
import { attemptRun, type Attempted } from '../runs/attempt-run.ts';
import { dueRun, integrationOf } from './attempts.ts';
import { executorsOf, success, type AnyAttempt, type Execute } from './executor-stand-ins.ts';
import { liveOutputForTests } from './live-output.ts';
import { recordEvents } from './recorded-events.ts';

/** How many crashes of its slot or its worker a run may cause. */
export const MAX_INTERRUPTIONS = 3;
export const lease = { lane: 'i.0', fencingToken: '7' };

/** The live output of attempts. */
export const liveOutput = liveOutputForTests();

const script = integrationOf('script', { script: 'void 0', isolation: 'warm' });

interface Options {
  readonly execute?: Execute;
  /** The ledger's answer to each operation. */
  readonly write?: (operation: Operation) => Written;
}

/** A worker that holds the lease of the lane, and everything that it writes and reports, in order. */
export function startAttempting({ execute = () => success, write = () => 'written' }: Options = {}) {
  const { events, reported } = recordEvents();
  const operations: Operation[] = [];
  const attempts: AnyAttempt[] = [];
  let reads = 0;
  const storage = new StorageView(() => Promise.resolve(new Map([['a', String(++reads)]])));
  const tools = {
    worker: 'w',
    settler: {
      write(operation: Operation) {
        operations.push(operation);
        return Promise.resolve(write(operation));
      },
      expect: () => ({ [Symbol.dispose]: () => undefined }),
      isFull: false,
      close: () => Promise.resolve(),
    },
    executors: executorsOf((attempt) => {
      attempts.push(attempt);
      return execute(attempt);
    }),
    live: liveOutput(),
    events,
    findLinks: () => Promise.resolve([]),
    maxInterruptions: MAX_INTERRUPTIONS,
    aborting: new AbortController().signal,
  };
  const turn = { lease, type: 'script' as const, storage, onBegin: () => undefined };
  return {
    attempt: (run: DueRun = dueRun()) => attemptRun(tools, turn, script, run),
    attemptWithout: (run: DueRun) => attemptRun(tools, turn, undefined, run),
    operations,
    attempts,
    reported,
    storage,
  };
}

/** What was settled, in order. */
export function settlementsOf(operations: readonly Operation[]): readonly Settlement[] {
  return operations.flatMap((operation) => (operation.kind === 'settle' ? [operation.settlement] : []));
}

/** The attempt, where one was made. */
export function made(attempted: Attempted | 'aborted' | 'fenced'): Attempted {
  if (typeof attempted === 'string') throw new Error(`the attempt was ${attempted}`);
  return attempted;
}
