import type { Execution } from './ending.ts';
import type { Host } from './host.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { strictest, type Isolation } from '@upshot/shared/isolation';
import type { RunOptions } from './messages.ts';
import type { TapeInput } from './tape.ts';

/** A script to run. */
export interface Script {
  /** Projects take turns: none can keep the others from running. */
  readonly projectId: string;
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
  /**
   * Everything the integration stores: a JSON array of keys (see `storageNotation`) with their JSON texts. With it,
   * reads stay in the slot, and the slot reports writes to the host without waiting. Without it the slot asks the
   * host for each value.
   */
  readonly storage?: string;
  /** Records what clock and chance give, or plays it; without it, the script has them for real. */
  readonly tape?: TapeInput;
  /** Begins only while no other run could begin, and leaves the permit beyond `maxRunning` to the others. */
  readonly yields?: boolean;
  /** What the run may share with earlier ones, if that is less than the sandbox permits. */
  readonly isolation?: Isolation;
  readonly limits?: Partial<Limits>;
}

/** The runs that may share a slot one after the other. */
export type SlotScope = 'project' | 'integration';

/** Names the owner of the slots that a script may run in. */
export function ownerOf({ projectId, integrationId }: Script, scope: SlotScope): string {
  return JSON.stringify(scope === 'project' ? [projectId] : [projectId, integrationId]);
}

/** A run that was asked for and is not over. */
export interface RunRequest {
  readonly runId: string;
  readonly input: RunInput;
  readonly limits: Limits;
  readonly options: RunOptions;
  /** The project or integration that a slot belongs to from its first run on. */
  readonly owner: string;
  readonly host: Host;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (execution: Execution) => void;
  readonly reject: (fault: Error) => void;
}

/** How the sandbox treats every run. */
export interface RunPolicy {
  /** What runs of one integration share at most. */
  readonly isolation: Isolation;
  readonly mayKeepContext: (source: string) => boolean;
  readonly runsPerIsolate: number;
  /** See `SandboxOptions`. */
  readonly cpuContention: () => number;
}

/** Fills in the limits that a run leaves open. */
export function completeLimits(...layers: readonly (Partial<Limits> | undefined)[]): Limits {
  return Object.assign({}, DEFAULT_LIMITS, ...layers) as Limits;
}

/** A slot gives way to others: each of those who want the processors takes so many times as much as it does. */
const NICE_FACTOR = 3;

/** What the slot is told about a run. */
export function runOptions(input: RunInput, limits: Limits, policy: RunPolicy): RunOptions {
  const { script, tape } = input;
  const { integrationId, versionId, filename } = script;
  const { memoryMb, outputBytes, storageCalls } = limits;
  const { cpuContention, runsPerIsolate } = policy;
  const isolation = isolationOf(input, policy);
  const slowness = 1 + NICE_FACTOR * (cpuContention() - 1);
  const timeoutMs = Math.ceil(Math.min(limits.cpuMs * slowness, limits.wallMs));
  const names = { integrationId, versionId, filename };
  const given = { ...names, memoryMb, outputBytes, storageCalls, timeoutMs, runsPerIsolate, isolation };
  return tape === undefined ? given : { ...given, tape };
}

function isolationOf({ script, tape, isolation = 'warm' }: RunInput, policy: RunPolicy): Isolation {
  const permitted = strictest(isolation, policy.isolation);
  if (permitted !== 'warm') return permitted;
  // A tape replaces built-ins.
  return tape === undefined && policy.mayKeepContext(script.source) ? 'warm' : 'context';
}
