/** Writes a time as Platform.sh does: UTC with microseconds and an explicit offset. */
export function toTimestamp(date: Date): string {
  return date.toISOString().replace('Z', '000+00:00');
}

/** {@link toTimestamp}, where there may be none. */
export function toTimestampOrNull(date: Date | null | undefined): string | null {
  return date === null || date === undefined ? null : toTimestamp(date);
}

const LONGEST_SKEW_MS = 24 * 60 * 60 * 1000;

/**
 * Reads a time from outside. Undefined when it is no time, lies before 1970, or more than a day ahead: with a wrong
 * clock, one activity would stand first in every list forever.
 */
export function readTimestamp(value: unknown, now = Date.now()): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const time = Date.parse(value.length > 40 ? '' : value);
  const isSensible = time >= 0 && time <= now + LONGEST_SKEW_MS;
  return isSensible ? new Date(time) : undefined;
}
