/** Writes a time (milliseconds since 1970, with fractions) as Platform.sh does: UTC, microseconds, `+00:00`. */
export function writeTimestamp(timeMs: number): string {
  const whole = Math.floor(timeMs);
  const micros = Math.floor((timeMs - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}+00:00`;
}
