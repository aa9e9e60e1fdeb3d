const DAY_MS = 86_400_000;

/** `st`, `nd`, `rd` or `th`. */
export function ordinalSuffix(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

/** Days since the first of January. */
export function dayOfYear(date: Date): number {
  return Math.round((utcDay(date) - Date.UTC(date.getFullYear(), 0, 1)) / DAY_MS);
}

/** The week of ISO 8601 and the year that it belongs to. */
export function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const weekday = date.getDay() || 7;
  const thursday = new Date(utcDay(date) + (4 - weekday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1 };
}

/** How many days a month has; months count from 0. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** Swatch Internet Time: thousandths of a day in UTC+1. */
export function swatchBeat(date: Date): number {
  return Math.floor((((date.getTime() + DAY_MS / 24) % DAY_MS) / DAY_MS) * 1000);
}

/** Whether the clocks of this machine's time zone are turned forward. */
export function isSummerTime(date: Date): boolean {
  const year = date.getFullYear();
  const standard = Math.max(...[0, 6].map((month) => new Date(year, month, 1).getTimezoneOffset()));
  return date.getTimezoneOffset() < standard;
}

/** The abbreviation of this machine's time zone, such as CET; `+03` for one that has none. */
export function zoneAbbreviation(date: Date): string {
  const names = ['en-GB', 'en-US', 'en-AU'].map((locale) => zoneName(date, locale));
  return names.find((name) => !/^GMT./.test(name)) ?? hours(-date.getTimezoneOffset());
}

function zoneName(date: Date, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }).formatToParts(date);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function hours(minutes: number): string {
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? '' : String(size % 60).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}${rest}`;
}

function utcDay(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}
