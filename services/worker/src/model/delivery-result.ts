/**
 * How a receiver met a delivery:
 * - `accepted`: it answered with a 2xx
 * - `gone`: it answered with 410 (RFC 9110): no more deliveries are wanted
 * - `unavailable`: it gave no answer, or a 5xx or 429, and may want to be left alone for a while
 * - `rejected`: with anything else; it works, and does not want this one
 */
export interface DeliveryResult {
  readonly kind: 'accepted' | 'gone' | 'unavailable' | 'rejected';
  /** For how long it asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

/** Judges a receiver by its status, undefined where it gave none. */
export function toDeliveryResult(
  status: number | undefined,
  retryAfterMs: number | undefined,
): DeliveryResult {
  if (status === undefined || status >= 500 || status === 429) return { kind: 'unavailable', retryAfterMs };
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  return { kind: status === 410 ? 'gone' : 'rejected' };
}
