const two = (value: number) => String(value).padStart(2, '0');
const name = (date: Date, options: Intl.DateTimeFormatOptions) => date.toLocaleDateString('en', options);
const hour12 = (date: Date) => date.getHours() % 12 || 12;

/** The letters of PHP's `date()`, which the original's `--date-fmt` takes; in the time zone of this machine. */
const letters: Readonly<Record<string, (date: Date) => string>> = {
  d: (date) => two(date.getDate()),
  j: (date) => String(date.getDate()),
  D: (date) => name(date, { weekday: 'short' }),
  l: (date) => name(date, { weekday: 'long' }),
  N: (date) => String(date.getDay() || 7),
  w: (date) => String(date.getDay()),
  m: (date) => two(date.getMonth() + 1),
  n: (date) => String(date.getMonth() + 1),
  M: (date) => name(date, { month: 'short' }),
  F: (date) => name(date, { month: 'long' }),
  Y: (date) => String(date.getFullYear()),
  y: (date) => two(date.getFullYear() % 100),
  a: (date) => (date.getHours() < 12 ? 'am' : 'pm'),
  A: (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  g: (date) => String(hour12(date)),
  h: (date) => two(hour12(date)),
  G: (date) => String(date.getHours()),
  H: (date) => two(date.getHours()),
  i: (date) => two(date.getMinutes()),
  s: (date) => two(date.getSeconds()),
  v: (date) => String(date.getMilliseconds()).padStart(3, '0'),
  u: (date) => String(date.getMilliseconds() * 1000).padStart(6, '0'),
  P: (date) => offset(date, ':'),
  O: (date) => offset(date, ''),
  e: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  U: (date) => String(Math.floor(date.getTime() / 1000)),
  c: (date) => formatDate(date, 'Y-m-d\\TH:i:sP'),
  r: (date) => formatDate(date, 'D, d M Y H:i:s O'),
};

/**
 * Writes the server's date by a PHP date format, such as `c` (2014-04-01T10:00:00+00:00); a backslash escapes a letter.
 * What is no date stays as it is.
 */
export function formatDateText(text: string, format: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : formatDate(date, format);
}

function formatDate(date: Date, format: string): string {
  return format.replace(/\\(.)|(.)/gs, (_all, escaped: string | undefined, letter: string) =>
    escaped === undefined ? (letters[letter]?.(date) ?? letter) : escaped,
  );
}

function offset(date: Date, separator: string): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}
