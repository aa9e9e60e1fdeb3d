/** How many requests of one attempt the log keeps, the first ones. */
export const MAX_LOGGED_REQUESTS = 50;

/**
 * One HTTP request of an attempt, as the log keeps it. It has no secret: the URL is masked as in the output.
 * `result` is the status, or why there was no response; null when the attempt ended first. Sizes are those of the
 * bodies, after decoding.
 */
export type LoggedRequest = readonly [
  atMs: number,
  method: string,
  url: string,
  result: number | string | null,
  durationMs: number | null,
  bytesOut: number,
  bytesIn: number | null,
];
