/**
 * A time for `Retry-After`, in whole seconds: at least the one given, and a few seconds more for some. Whoever is refused at the
 * same moment should not come again at the same moment.
 */
export function retryAfterWithJitter(atLeastMs: number): number {
  return Math.ceil(atLeastMs / 1000) + Math.floor(Math.random() * 3);
}
