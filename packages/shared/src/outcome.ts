/** How an attempt can end. */
export const outcomes = [
  'succeeded',
  'failed',
  'timed_out',
  'out_of_memory',
  'crashed',
  'interrupted',
  'quarantined',
  'cancelled',
] as const;

/**
 * How an attempt ended, as the activity log names it:
 * - `succeeded`: the script ran to its end; the webhook was answered with a 2xx
 * - `failed`: the script threw; the webhook was refused, unreachable or answered with another status
 * - `timed_out`, `out_of_memory`: a limit was reached
 * - `crashed`: the slot died otherwise; another attempt follows
 * - `interrupted`: the worker died during the attempt; another attempt follows
 * - `quarantined`: its slot or its worker died too often for the run to be tried again
 * - `cancelled`: the run was cancelled, or its integration was deleted, before the attempt began
 */
export type Outcome = (typeof outcomes)[number];

/** What went wrong, for people: shown in the log entry. Holds no secret and no path of the host. */
export interface RunError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** One line of a run's output. `at_ms` counts from the start of the attempt. */
export interface OutputLine {
  readonly at_ms: number;
  /** `host`: not printed by the script, but noted by what runs it. */
  readonly level: 'debug' | 'log' | 'info' | 'warn' | 'error' | 'host';
  readonly text: string;
}
