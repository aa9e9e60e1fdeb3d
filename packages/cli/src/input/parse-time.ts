import { createRequire } from 'node:module';
import type * as library from 'locutus/php/datetime/strtotime';

/**
 * Reads a point in time as PHP's `strtotime` does: ISO 8601, `@` and seconds since 1970, or words such as `yesterday`
 * and `-1 hour`, in the time zone of this machine. Gives `undefined` for what is none.
 */
export function parseTime(text: string, now = Date.now()): Date | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const iso = ISO.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  if (!Number.isNaN(iso)) return new Date(iso);
  const { strtotime } = requireHere('locutus/php/datetime/strtotime') as typeof library;
  const seconds: unknown = strtotime(inSteps(inWords(trimmed)), Math.floor(now / 1000));
  return typeof seconds === 'number' ? new Date(seconds * 1000) : undefined;
}

/** Most commands read no time in words: the library is loaded when one does. */
const requireHere = createRequire(import.meta.url);

const ISO = /^\d{4}-\d\d-\d\dT/i;

/** `-1h` is `-1 hour`; the library takes the letter for a time zone. */
function inWords(text: string): string {
  const [, count, unit = ''] = /^([+-]\d+)([smhdw])$/i.exec(text) ?? [];
  return count === undefined ? text : `${count} ${units[unit.toLowerCase()] ?? ''}`;
}

const units: Readonly<Record<string, string>> = { s: 'sec', m: 'min', h: 'hour', d: 'day', w: 'week' };

/** `last week` is `-1 week`; the library counts from another day there. */
function inSteps(text: string): string {
  return text.replaceAll(
    /\b(last|next|previous|this)\s+(sec|second|min|minute|hour|day|week|fortnight|month|year)\b(?!\s+of)/gi,
    (_all, word: string, unit: string) => `${steps[word.toLowerCase()] ?? ''} ${unit}`,
  );
}

const steps: Readonly<Record<string, string>> = { last: '-1', previous: '-1', next: '+1', this: '+0' };
