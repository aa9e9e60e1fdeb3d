/**
 * Writes a time as Platform.sh does: UTC with microseconds and an explicit offset. A number is milliseconds since 1970,
 * with fractions.
 */
export function toTimestamp(time: Date | number): string {
  const timeMs = typeof time === 'number' ? time : time.getTime();
  const wholeMs = Math.floor(timeMs);
  const micros = Math.floor((timeMs - wholeMs) * 1000);
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}+00:00`;
}

/** {@link toTimestamp}, where there may be none. */
export function toTimestampOrNull(date: Date | null | undefined): string | null {
  return date === null || date === undefined ? null : toTimestamp(date);
}
