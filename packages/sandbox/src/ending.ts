import type { Isolation } from '@upshot/shared/isolation';
import type { Output } from './output.ts';
import type { RecordedTape } from './tape.ts';

/** An error of the script, in words. `line` and `column` count from 1 and are exact. */
export interface ScriptError {
  readonly name: string;
  readonly message: string;
  /** The message and the frames of the script's own file; no others. */
  readonly stack: string;
  readonly line?: number;
  readonly column?: number;
}

/** How a run ended. */
export type Ending =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: ScriptError }
  | {
      readonly kind: 'timed_out';
      readonly limit: 'wall' | 'cpu';
      readonly limitMs: number;
      readonly error?: ScriptError;
    }
  | { readonly kind: 'out_of_memory'; readonly limitMb: number }
  | { readonly kind: 'crashed'; readonly reason: string }
  | { readonly kind: 'aborted' };

/** A run that is over. */
export interface Execution {
  readonly ending: Ending;
  readonly output: Output;
  /** When the slot was given the script, by `performance.now()`. */
  readonly startedAt: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly fetches: number;
  /** The script's heap at its end, where the isolate was fresh and the script was not stopped. */
  readonly heapMb?: number;
  /** What it shared with earlier runs of its integration; not known of a script that was killed. */
  readonly isolation?: Isolation;
  /** The process that ran it; 0 when it was aborted before it had one. */
  readonly slotPid: number;
  /** What clock and chance gave, if that was wished; not known of a script that was killed. */
  readonly tape?: RecordedTape;
}
