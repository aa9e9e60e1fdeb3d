/** When a delivery is tried again. Delays stand for the second attempt, the third, and so on; after the last, never. */
export interface RetrySchedule {
  readonly delaysMs: readonly number[];
}

/** Reads a schedule from seconds, comma separated. */
export function parseRetrySchedule(text: string): RetrySchedule {
  return { delaysMs: text.split(',').map((seconds) => Number(seconds) * 1000) };
}

/** The schedule of an integration's own delays, or else the deployment's. */
export function toRetrySchedule(
  seconds: readonly number[] | null | undefined,
  fallback: RetrySchedule,
): RetrySchedule {
  return seconds === null || seconds === undefined
    ? fallback
    : { delaysMs: seconds.map((delay) => delay * 1000) };
}

const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

const MAX_JITTER = 1 / 5;

/**
 * How long to wait after `attempt` (from 1) has failed, or undefined when it was the last.
 * Jitter of up to a fifth is added, so that a receiver that recovers does not get all retries at once. A longer
 * `Retry-After` of the receiver wins, up to a day.
 */
export function delayBeforeRetry(
  schedule: RetrySchedule,
  attempt: number,
  retryAfterMs: number | undefined,
  random: number = Math.random(),
): number | undefined {
  const delay = schedule.delaysMs[attempt - 1];
  if (delay === undefined) return undefined;
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
  return Math.max(delay, asked) * (1 + random * MAX_JITTER);
}

/**
 * The longest time that a retry may lie ahead: by the schedule, or because a receiver asked for it. One that lies
 * further ahead was given its time by a clock that has been turned back since.
 */
export function longestRetryMs({ delaysMs }: RetrySchedule): number {
  return Math.max(LONGEST_RETRY_AFTER_MS, ...delaysMs) * (1 + MAX_JITTER);
}

/** The longest time that a retry may lie ahead where the schedule asks for no longer one. */
export const LONGEST_RETRY_MS = longestRetryMs({ delaysMs: [] });

/** Reads a `Retry-After` header (RFC 9110: seconds, or a date) as milliseconds from now. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
