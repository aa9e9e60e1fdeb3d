import { availableParallelism, loadavg } from 'node:os';
import type { Execution } from './ending.ts';
import type { HostFunctions } from './host.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import type { RunOptions } from './messages.ts';

/** A script to run. */
export interface Script {
  /** Runs of one integration may share an isolate; runs of different ones never do. */
  readonly integrationId: string;
  readonly versionId: string;
  /** The name shown in errors. */
  readonly filename: string;
  readonly source: string;
}

/** A script and what it is given. The three texts are JSON, and are parsed by the script alone. */
export interface RunInput {
  readonly script: Script;
  readonly activity: string;
  readonly project: string;
  /** An object of names and values. */
  readonly variables: string;
  readonly limits?: Partial<Limits>;
}

/** A run that was asked for and is not over. */
export interface RunRequest {
  readonly runId: string;
  readonly input: RunInput;
  readonly limits: Limits;
  readonly options: RunOptions;
  readonly host: HostFunctions;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (execution: Execution) => void;
  readonly reject: (fault: Error) => void;
}

/** How the sandbox treats isolates. */
export interface IsolatePolicy {
  readonly fresh: boolean;
  readonly runsPerIsolate: number;
}

/** Fills in the limits that a run leaves open. */
export function completeLimits(...layers: readonly (Partial<Limits> | undefined)[]): Limits {
  return Object.assign({}, DEFAULT_LIMITS, ...layers) as Limits;
}

/** What the slot is told about a run. */
export function runOptions(script: Script, limits: Limits, policy: IsolatePolicy): RunOptions {
  const { integrationId, versionId, filename } = script;
  const { memoryMb, outputBytes } = limits;
  const timeoutMs = Math.ceil(Math.min(limits.cpuMs * crowding(), limits.wallMs));
  return { integrationId, versionId, filename, memoryMb, outputBytes, timeoutMs, ...policy };
}

/**
 * How many times longer a script may seem to compute than it does, because others use the processors, too. The time
 * limit inside the slot shows where a script was when its time was up, but it counts waiting for a processor; the limit
 * that counts processor time alone is the watchdog's, which cannot show where.
 */
function crowding(): number {
  const now = performance.now();
  if (now - crowdingSeenAt > 1000) {
    crowdingSeenAt = now;
    crowdingSeen = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
  }
  return crowdingSeen;
}

let crowdingSeen = 1;
let crowdingSeenAt = Number.NEGATIVE_INFINITY;
