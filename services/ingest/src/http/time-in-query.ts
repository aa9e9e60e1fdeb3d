import { Type } from 'typebox';
import { invalid } from './validate.ts';

/** A time in a query, as a list takes it. */
export const timeInQuery = (description: string) =>
  Type.Optional(Type.String({ maxLength: 40, description }));

/** Reads such a time; throws a problem when it is none. */
export function readTime(field: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // A + that was not encoded arrives as a blank.
  const time = Date.parse(text.replace(/ (\d\d:\d\d)$/, '+$1'));
  if (Number.isNaN(time) || Math.abs(time) > 8e12) {
    throw invalid([{ field, message: 'must be a time, such as 2026-01-31T12:00:00+00:00' }]);
  }
  return new Date(time);
}
