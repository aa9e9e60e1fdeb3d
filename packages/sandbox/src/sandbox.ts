import { randomUUID } from 'node:crypto';
import type { Isolation } from '@upshot/shared/isolation';
import { machineContention } from './cpu-contention.ts';
import type { Execution } from './ending.ts';
import { MAX_FRAME_BYTES } from './frames.ts';
import type { Host } from './host.ts';
import { leavesNothing } from './kept/leaves-nothing.ts';
import { rememberVerdicts } from './kept/remember-verdicts.ts';
import { DEFAULT_MAX_RUNNING } from './limits.ts';
import type { Limits } from './limits.ts';
import { Pool } from './pool.ts';
import { completeLimits, ownerOf, runOptions } from './run-request.ts';
import type { RunInput, SlotScope } from './run-request.ts';
import type { SlotCounts } from './slot-counts.ts';
import type { Barrier } from './slot/barrier/barrier.ts';

export type { Barrier } from './slot/barrier/barrier.ts';
export type { Ending, Execution, ScriptError } from './ending.ts';
export { HostFault } from './host.ts';
export { completeLimits } from './run-request.ts';
export type { FetchReply, FetchRequest, Host, HostFunctions, HostRefusal, Print } from './host.ts';
export type { Limits } from './limits.ts';
export type { Output, OutputLine } from './output.ts';
export type { RunInput, Script } from './run-request.ts';
export type { RecordedTape, Tape, TapeInput } from './tape.ts';

/** Runs scripts, each in a slot: a small process that can be killed at any moment without harm to anything else. */
export interface Sandbox {
  /**
   * Runs a script. Whatever the script does is a value of the result; the promise rejects only for faults: a host
   * function that failed (`HostFault`), slots that cannot start, a closed sandbox.
   */
  run(input: RunInput, host: Host, signal?: AbortSignal): Promise<Execution>;
  /** The processes that are ready, and what they are doing. */
  slots(): readonly { readonly pid: number; readonly state: 'idle' | 'running' | 'blocked' }[];
  counts(): SlotCounts;
  /** The parts of the kernel's barrier around a slot, once one is ready. Rejects when none can be started. */
  barrier(): Promise<Barrier>;
  /** Ends every slot; what is under way ends as aborted. */
  close(): Promise<void>;
}

/** How a sandbox is set up. */
export interface SandboxOptions {
  /** For every run, unless it names its own. */
  readonly limits?: Partial<Limits>;
  /** Slots that run at once; one and a half times the processors by default. */
  readonly maxRunning?: number;
  /** Slots in all, those that wait for a host function included; 64 by default. */
  readonly maxSlots?: number;
  /** Slots that are kept ready; as many as may run by default. */
  readonly warmSlots?: number;
  /**
   * Up to so many slots, each active integration gets one of its own, so that its isolate is reused. Those of scripts
   * that wait for a host function do not count. 16 by default.
   */
  readonly ownSlots?: number;
  /** Whose runs may share a slot: those of one project, which is the default, or of one integration. */
  readonly slotScope?: SlotScope;
  /** What runs of one integration may share at most; `warm` by default. */
  readonly isolation?: Isolation;
  /** Finds the scripts that may run in a kept context; `leavesNothing` by default. For tests. */
  readonly mayKeepContext?: (source: string) => boolean;
  /** 200 by default. */
  readonly runsPerIsolate?: number;
  /**
   * How many times longer a script may seem to compute than it does, because others use the processors, too; by
   * default the load of the machine. The time limit inside the slot shows where a script was when its time was up,
   * but it counts waiting for a processor; the watchdog outside counts processor time alone, but cannot show where.
   */
  readonly cpuContention?: () => number;
  /** `false` leaves out the system's limits, the kernel's barrier, Node's permissions and `--jitless`: to debug. */
  readonly harden?: boolean;
}

/** Starts a sandbox and, in the background, its warm slots. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { maxRunning = DEFAULT_MAX_RUNNING, runsPerIsolate = 200, harden = true } = options;
  const maxSlots = Math.max(options.maxSlots ?? 64, 1);
  const warmSlots = Math.min(options.warmSlots ?? maxRunning, maxSlots);
  const ownSlots = Math.min(options.ownSlots ?? 16, maxSlots);
  const { memoryMb } = completeLimits(options.limits);
  const pool = new Pool({ maxRunning, maxSlots, warmSlots, ownSlots, memoryMb, harden });
  const { cpuContention = machineContention } = options;
  const { isolation = 'warm' } = options;
  const mayKeepContext = rememberVerdicts(options.mayKeepContext ?? leavesNothing);
  const policy = { isolation, mayKeepContext, runsPerIsolate, cpuContention };

  return {
    async run(input, host, signal) {
      if (signal?.aborted === true) return abortedBeforeStart();
      if (!fitsFrame(input)) return inputTooLarge();
      const limits = completeLimits(options.limits, input.limits);
      const runId = randomUUID();
      const { promise, resolve, reject } = Promise.withResolvers<Execution>();
      const onAbort = () => pool.remove(runId) && resolve(abortedBeforeStart());
      signal?.addEventListener('abort', onAbort);
      const owner = ownerOf(input.script, options.slotScope ?? 'project');
      const request = { runId, input, limits, owner, host, signal, resolve, reject };
      pool.add({ ...request, options: runOptions(input, limits, policy) });
      return await promise.finally(() => signal?.removeEventListener('abort', onAbort));
    },
    slots: () =>
      pool.slots.map(({ pid, state }) => ({ pid, state: state as 'idle' | 'running' | 'blocked' })),
    counts: () => pool.counter.read(),
    barrier: () => pool.readBarrier(),
    close: () => pool.close(),
  };
}

/** Leaves a megabyte for what travels beside the texts. */
const MAX_INPUT_BYTES = MAX_FRAME_BYTES - 2 ** 20;

function fitsFrame({ script, activity, project, variables }: RunInput): boolean {
  const sizes = [script.source, activity, project, variables].map((text) => Buffer.byteLength(text));
  return sizes.reduce((sum, size) => sum + size) < MAX_INPUT_BYTES;
}

/** Trying again would not make the input smaller, so it is an ending rather than a fault. */
function inputTooLarge(): Execution {
  const limitMb = MAX_INPUT_BYTES / 2 ** 20;
  const message = `the activity, the variables and the script together are larger than ${limitMb} MB`;
  const error = { name: 'InputError', message, stack: `InputError: ${message}` };
  return { ...abortedBeforeStart(), ending: { kind: 'failed', error } };
}

function abortedBeforeStart(): Execution {
  const output = { lines: [], omittedLines: 0, omittedBytes: 0 };
  const nothing = { wallMs: 0, cpuMs: 0, fetches: 0, slotPid: 0 };
  return { ending: { kind: 'aborted' }, output, startedAt: performance.now(), ...nothing };
}
