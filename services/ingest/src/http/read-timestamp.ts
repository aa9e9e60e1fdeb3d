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
