import type { Isolation } from '@upshot/shared/isolation';
import type { LoggedRequest } from '@upshot/shared/logged-request';
import type { Outcome, OutputLine, RunError } from '@upshot/shared/outcome';
import type { DueRun } from './due-run.ts';

/** What one attempt did to its integration's storage: null removes a key; `clear` comes before the rest. */
export interface StorageWrites {
  readonly clear: boolean;
  readonly values: ReadonlyMap<string, string | null>;
  /** Whether other lanes of the integration may write at the same time. */
  readonly isShared?: boolean;
}

/** How an attempt ended, ready for the activity log. */
export interface Settlement {
  readonly run: DueRun;
  readonly integrationType: string;
  readonly attempt: number;
  readonly outcome: Outcome;
  readonly startedAt: Date | null;
  readonly durationMs: number | null;
  readonly worker: string;
  readonly traceId: string | undefined;
  /** The span of the attempt, where it is sent. */
  readonly spanId?: string | undefined;
  readonly error?: RunError | undefined;
  readonly scriptVersion?: number | undefined;
  readonly cpuMs?: number | undefined;
  readonly fetches?: number | undefined;
  readonly isolation?: Isolation | undefined;
  /** What it asked for over HTTP; undefined when it asked for nothing. */
  readonly requests?: readonly LoggedRequest[] | undefined;
  readonly httpStatus?: number | undefined;
  readonly output?: readonly OutputLine[] | undefined;
  readonly omittedBytes?: number | undefined;
  readonly storage?: StorageWrites | undefined;
  /**
   * How long to wait before the run is tried again (0: at once, before later runs of its lane); undefined makes this
   * outcome final.
   */
  readonly retryAfterMs?: number | undefined;
  /** How many attempts of the run were interrupted, when this one was. */
  readonly interruptions?: number | undefined;
}
