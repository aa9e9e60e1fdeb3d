const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const whole = new Intl.NumberFormat('en-GB');

/** The time of the day, in the viewer's zone. */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** In the viewer's zone. */
export function formatTime(iso: string): string {
  return dateTime.format(new Date(iso));
}

export function formatUtc(iso: string): string {
  return `${utc.format(new Date(iso))} UTC`;
}

const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
] as const;

/** As "5 min. ago". */
export function formatAge(iso: string, now: number): string {
  let amount = Math.min(0, (new Date(iso).getTime() - now) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.trunc(amount), unit);
    amount /= size;
  }
  return relative.format(Math.trunc(amount), 'year');
}

export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** As "4.2 %". */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function formatCount(value: number): string {
  return whole.format(value);
}

export function formatBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${formatCount(Math.round(bytes / 1024))} KB`;
}
