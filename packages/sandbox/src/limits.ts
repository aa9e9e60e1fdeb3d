import { availableParallelism } from 'node:os';

/** How many host calls of each kind a run may make. */
export interface CallLimits {
  readonly fetches: number;
  readonly storageCalls: number;
  /** Calls of host functions that have no limit of their own. */
  readonly otherCalls: number;
}

/** What one run may use. */
export interface Limits extends CallLimits {
  /** From start to end, waiting included (but not the wait for a free processor after a host call). */
  readonly wallMs: number;
  /**
   * Processor time. The engine stops a script that seems to have computed for so long by the clock and the machine's
   * load; what it does not stop is killed after as much real processor time.
   */
  readonly cpuMs: number;
  /** The script's heap. */
  readonly memoryMb: number;
  /** UTF-8 bytes of output that are kept. */
  readonly outputBytes: number;
}

/** The limits of a run that names none. */
export const DEFAULT_LIMITS: Limits = {
  wallMs: 30_000,
  cpuMs: 5_000,
  memoryMb: 128,
  outputBytes: 256 * 1024,
  fetches: 50,
  storageCalls: 10_000,
  otherCalls: 10_000,
};

/** How long after a limit a slot is killed that did not end its script by itself. */
export const GRACE_MS = 250;

/** How many slots may run at once by default: the processors, and half as many again. */
export const DEFAULT_MAX_RUNNING = Math.ceil(availableParallelism() * 1.5);

/** The memory, in KB, that the system grants a slot's data: Node itself, the heap, and memory for a collection. */
export function dataLimitKb(memoryMb: number): number {
  return Math.round((130 + memoryMb * 1.4) * 1024);
}

/** The resident memory, in MB, above which an idle slot is replaced rather than used again. */
export function retirementMb(memoryMb: number): number {
  return 100 + memoryMb * 0.75;
}

/** The processor seconds of a slot's whole life: a backstop for a slot whose parent died while it was looping. */
export const LIFETIME_CPU_SECONDS = 900;
