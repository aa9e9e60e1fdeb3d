/**
 * `Retry-After` in whole seconds, with jitter: at least the given time, and up to two seconds more, so that clients
 * that were rejected together do not retry together.
 */
export function retryAfterWithJitter(atLeastMs: number): number {
  return Math.ceil(atLeastMs / 1000) + Math.floor(Math.random() * 3);
}
