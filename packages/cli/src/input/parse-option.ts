import { InvalidArgumentError } from 'commander';
import { parseTime } from './parse-time.ts';

/** Splits "a, b c" into its items. */
export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((item) => item !== '');
}

/** Collects a repeatable option whose every value may be a list. */
export function collectList(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...splitList(text)];
}

/** Collects a repeatable option value by value. */
export function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** Reads a whole number that is at least `minimum`, and at most `maximum`. */
export function integerFrom(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
      const upTo = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`;
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}${upTo}.`);
    }
    return value;
  };
}

/** Reads a number of seconds, fractions allowed. */
export function parseSeconds(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(text);
}

/** Reads 0, 1, true, false, yes or no. */
export function parseBoolean(text: string): boolean {
  if (/^(1|true|yes)$/i.test(text)) return true;
  if (/^(0|false|no)$/i.test(text)) return false;
  throw new InvalidArgumentError('It must be one of 0, 1, true, false, yes, no.');
}

/** Reads a point in time, absolute or relative. */
export function parseDate(text: string): Date {
  const date = parseTime(text);
  if (date !== undefined) return date;
  throw new InvalidArgumentError('It must be a date, such as 2026-01-31T12:00:00Z, yesterday, or "-1 hour".');
}
