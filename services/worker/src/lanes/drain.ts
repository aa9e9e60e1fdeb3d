import type { WorkerEvents } from '../events.ts';
import type { LaneSharing } from './sharing.ts';
import type { LaneWork } from './work.ts';

type Pausable = Pick<LaneWork, 'pause' | 'resume'>;

/** Lets a worker drain: it claims no more lanes, and ends what it runs. Operators may end the drain again. */
export interface Drain {
  /** Whether the worker claims no lane, because it was asked to or because it stops. */
  readonly isDraining: () => boolean;
  /** Whether it has ended what it ran, too. */
  readonly isDrained: () => boolean;
  /** Aborts when the worker begins to drain; there is a new signal after each drain. */
  readonly signal: () => AbortSignal;
  /** Follows what operators ask for. Requests are carried out one after the other. */
  readonly follow: (isAsked: boolean) => void;
  /** What takes the lanes and trials, once it has started. */
  readonly attach: (lanes: Pausable) => void;
  /** Drains for good: the worker is about to end. */
  readonly stop: () => void;
}

interface DrainOptions {
  readonly sharing: Pick<LaneSharing, 'handOver'>;
  readonly events: Pick<WorkerEvents, 'drainAsked' | 'drained' | 'drainEnded' | 'drainFault'>;
  readonly onDrained: () => Promise<void>;
}

/** Creates the drain of one worker, which is not asked for yet. */
export function createDrain({ sharing, events, onDrained }: DrainOptions): Drain {
  let draining = new AbortController();
  let lanes: Pausable | undefined;
  let isAsked = false;
  let isDrained = false;
  let isStopping = false;
  /** What was carried out last; undefined where that failed. */
  let isReached: boolean | undefined = false;
  let current: Promise<void> | undefined;

  const drain = async (work: Pausable) => {
    events.drainAsked();
    draining.abort();
    await sharing.handOver();
    await work.pause();
    // A lane that came while the others ended may have been parked.
    await sharing.handOver();
    isDrained = true;
    events.drained();
    await onDrained();
  };
  const resume = async (work: Pausable) => {
    if (isStopping) return;
    isDrained = false;
    draining = new AbortController();
    await work.resume();
    events.drainEnded();
  };
  const carryOut = async (work: Pausable) => {
    while (isReached !== isAsked) {
      const isWanted = isAsked;
      isReached = undefined;
      await (isWanted ? drain(work) : resume(work));
      isReached = isWanted;
    }
  };
  const begin = () => {
    if (isStopping || lanes === undefined || current !== undefined || isReached === isAsked) return;
    current = carryOut(lanes)
      .catch(events.drainFault)
      .finally(() => (current = undefined));
  };
  return {
    isDraining: () => draining.signal.aborted,
    isDrained: () => isDrained,
    signal: () => draining.signal,
    follow(isWanted) {
      isAsked = isWanted;
      begin();
    },
    attach(work) {
      lanes = work;
      begin();
    },
    stop() {
      isStopping = true;
      draining.abort();
    },
  };
}
