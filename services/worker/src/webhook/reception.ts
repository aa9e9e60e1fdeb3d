/**
 * How a receiver met a delivery:
 * - `taken`: it answered with a 2xx
 * - `gone`: with 410 (RFC 9110): nobody wants any more
 * - `down`: it gave no answer, or a 5xx or 429, and may want to be left alone for a while
 * - `refused`: with anything else; it works, and does not want this one
 */
export interface Reception {
  readonly kind: 'taken' | 'gone' | 'down' | 'refused';
  /** For how long it asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

/** Judges a receiver by its status, undefined where it gave none. */
export function judgeReception(status: number | undefined, retryAfterMs: number | undefined): Reception {
  if (status === undefined || status >= 500 || status === 429) return { kind: 'down', retryAfterMs };
  if (status >= 200 && status < 300) return { kind: 'taken' };
  return { kind: status === 410 ? 'gone' : 'refused' };
}
