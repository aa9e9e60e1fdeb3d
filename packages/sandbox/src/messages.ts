import type { Isolation } from '@upshot/shared/isolation';
import type { OutputLine } from './output.ts';
import type { RecordedTape, TapeInput } from './tape.ts';

/** What a slot needs to know about a run besides its texts. */
export interface RunOptions {
  readonly integrationId: string;
  readonly versionId: string;
  readonly filename: string;
  /** `warm` for a script that leaves nothing in a context. */
  readonly isolation: Isolation;
  readonly runsPerIsolate: number;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly outputBytes: number;
  /** How many calls of the storage it may make, where the storage is in the slot. */
  readonly storageCalls: number;
  readonly tape?: TapeInput;
}

/** How a run ended as the slot saw it. The parent's own clock may overrule it. */
export interface RunReport {
  readonly outcome: 'returned' | 'threw' | 'timed_out' | 'out_of_memory';
  readonly error?: ReportedError;
  /** How many promises the script was waiting for when nothing was left that could settle them. */
  readonly unsettled?: number;
  /** How many calls it has posted: the parent has got all of them before this. */
  readonly posted?: number;
  readonly cpuMs: number;
  /** CPU time of the slot process since it began, and its resident memory. */
  readonly totalCpuMs: number;
  readonly rssMb: number;
  /** The script's heap at its end; measured of an isolate that is not used again. */
  readonly heapMb?: number;
  readonly tape?: RecordedTape;
  /** Whether its context had been used by earlier runs. */
  readonly isWarm: boolean;
}

/** An error in words, already made text inside the isolate. */
export interface ReportedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly line?: number;
  readonly column?: number;
}

/** Lines a script printed since the last such message. */
export interface PrintedLines {
  readonly lines: readonly OutputLine[];
  readonly omittedLines: number;
  readonly omittedBytes: number;
}
