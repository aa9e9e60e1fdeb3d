import { Type } from 'typebox';
import { invalid } from './validate.ts';

/** A time in a query, as a list takes it. */
export const timeInQuery = (description: string) =>
  Type.Optional(Type.String({ maxLength: 40, description }));

/** Reads such a time; throws a problem when it is none. */
export function readTime(field: string, text: string | undefined): Date | undefined {
  return text === undefined ? undefined : toTime(field, parseTime(text));
}

/** Reads a time, or seconds since 1970; throws a problem when the text is neither. */
export function readTimeOrSeconds(field: string, text: string): Date {
  const isSeconds = /^\d{1,10}(\.\d+)?$/.test(text);
  return toTime(field, isSeconds ? Math.floor(Number(text) * 1000) : parseTime(text));
}

/** A + that was not encoded arrives as a blank. */
function parseTime(text: string): number {
  return Date.parse(text.replace(/ (\d\d:\d\d)$/, '+$1'));
}

function toTime(field: string, timeMs: number): Date {
  if (Math.abs(timeMs) <= 8e12) return new Date(timeMs);
  throw invalid([{ field, message: 'must be a time, such as 2026-01-31T12:00:00.000000+00:00' }]);
}
