import type { OutputLine, Outcome } from '@upshot/shared/outcome';

/** What one trial run of a script did and would have done. Its JSON is the format 1 of `script:run --json`. */
export interface Trial {
  readonly version: 1;
  readonly script: { readonly file: string; readonly sha256: string };
  readonly activity: TrialActivity;
  /** `dry`: nothing left this machine. */
  readonly mode: TrialMode;
  readonly outcome: TrialOutcome;
  readonly error: TrialError | null;
  readonly output: readonly (readonly [atMs: number, level: OutputLine['level'], text: string])[];
  readonly output_omitted_bytes: number;
  readonly requests: readonly TrialRequest[];
  readonly storage: TrialStorage;
  readonly usage: {
    readonly wall_ms: number;
    readonly cpu_ms: number;
    /** The script's heap at its end; null where the script was stopped. */
    readonly memory_mb: number | null;
    readonly fetches: number;
  };
  readonly limits: {
    readonly wall_ms: number;
    readonly cpu_ms: number;
    readonly memory_mb: number;
    readonly fetches: number;
    readonly output_bytes: number;
  };
  readonly warnings: readonly string[];
}

export type TrialMode = 'dry' | 'live' | 'replay';

/** An outcome of the activity log, or `stopped`: a request had no answer in a strict trial. */
export type TrialOutcome = Outcome | 'stopped';

export interface TrialActivity {
  readonly id: string | null;
  readonly type: string | null;
  readonly state: string | null;
  readonly result: string | null;
  readonly environments: readonly string[];
  /** Where it came from, such as `sample environment.push` or a file. */
  readonly source: string;
}

export interface TrialError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** What the activity, the project or the variables hold where the script found nothing. */
  readonly hint: string | null;
}

export type HeaderPairs = readonly (readonly [name: string, value: string])[];

export interface TrialRequest {
  readonly n: number;
  readonly at_ms: number;
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderPairs;
  readonly body: string | null;
  /** `rule 2`, `default`, `network`, `cassette 3`; null when it was never answered. */
  readonly answered_by: string | null;
  readonly status: number | null;
  readonly response_headers: HeaderPairs;
  readonly response_body: string | null;
  readonly duration_ms: number;
  /** Why no response came. */
  readonly error: string | null;
}

export interface TrialStorage {
  readonly reads: number;
  /** The keys whose values the run changed: JSON values, `null` where there is none. */
  readonly writes: readonly { readonly key: string; readonly before: unknown; readonly after: unknown }[];
  readonly cleared: boolean;
}
