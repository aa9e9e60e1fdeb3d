import {
  dayOfYear,
  daysInMonth,
  isoWeek,
  isSummerTime,
  ordinalSuffix,
  swatchBeat,
  zoneAbbreviation,
} from './calendar.ts';

const two = (value: number) => String(value).padStart(2, '0');
const name = (date: Date, options: Intl.DateTimeFormatOptions) => date.toLocaleDateString('en', options);
const hour12 = (date: Date) => date.getHours() % 12 || 12;

/** A date with the microseconds that JavaScript does not keep, in the time zone of this machine. */
interface Moment {
  readonly date: Date;
  readonly micros: number;
}

type Letter = (date: Date, moment: Moment) => string;

/** All letters of PHP's `date()`, which Platform.sh's `--date-fmt` takes. */
const letters: Readonly<Record<string, Letter>> = {
  d: (date) => two(date.getDate()),
  j: (date) => String(date.getDate()),
  S: (date) => ordinalSuffix(date.getDate()),
  D: (date) => name(date, { weekday: 'short' }),
  l: (date) => name(date, { weekday: 'long' }),
  N: (date) => String(date.getDay() || 7),
  w: (date) => String(date.getDay()),
  z: (date) => String(dayOfYear(date)),
  W: (date) => two(isoWeek(date).week),
  o: (date) => String(isoWeek(date).year),
  m: (date) => two(date.getMonth() + 1),
  n: (date) => String(date.getMonth() + 1),
  M: (date) => name(date, { month: 'short' }),
  F: (date) => name(date, { month: 'long' }),
  t: (date) => String(daysInMonth(date.getFullYear(), date.getMonth())),
  L: (date) => (daysInMonth(date.getFullYear(), 1) === 29 ? '1' : '0'),
  Y: (date) => String(date.getFullYear()),
  x: (date) => (date.getFullYear() > 9999 ? '+' : '') + String(date.getFullYear()),
  X: (date) => `+${String(date.getFullYear())}`,
  y: (date) => two(date.getFullYear() % 100),
  a: (date) => (date.getHours() < 12 ? 'am' : 'pm'),
  A: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  B: (date) => String(swatchBeat(date)).padStart(3, '0'),
  g: (date) => String(hour12(date)),
  h: (date) => two(hour12(date)),
  G: (date) => String(date.getHours()),
  H: (date) => two(date.getHours()),
  i: (date) => two(date.getMinutes()),
  s: (date) => two(date.getSeconds()),
  v: (date) => String(date.getMilliseconds()).padStart(3, '0'),
  u: (_date, { micros }) => String(micros).padStart(6, '0'),
  I: (date) => (isSummerTime(date) ? '1' : '0'),
  P: (date) => offset(date, ':'),
  p: (date) => (date.getTimezoneOffset() === 0 ? 'Z' : offset(date, ':')),
  O: (date) => offset(date, ''),
  T: (date) => zoneAbbreviation(date),
  Z: (date) => String(-date.getTimezoneOffset() * 60),
  e: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  U: (date) => String(Math.floor(date.getTime() / 1000)),
  c: (_date, moment) => formatMoment(moment, 'Y-m-d\\TH:i:sP'),
  r: (_date, moment) => formatMoment(moment, 'D, d M Y H:i:s O'),
};

/**
 * Writes the server's date by a PHP date format, such as `c` (2014-04-01T10:00:00+00:00); a backslash escapes a letter.
 * What is no date stays as it is.
 */
export function formatDateText(text: string, format: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : formatMoment({ date, micros: microsecondsOf(text) }, format);
}

function formatMoment(moment: Moment, format: string): string {
  return format.replace(/\\(.)|(.)/gs, (_all, escaped: string | undefined, letter: string) =>
    escaped === undefined ? (letters[letter]?.(moment.date, moment) ?? letter) : escaped,
  );
}

function microsecondsOf(text: string): number {
  const digits = /:\d\d[.,](\d{1,6})/.exec(text)?.[1] ?? '';
  return Number(digits.padEnd(6, '0'));
}

function offset(date: Date, separator: string): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}
