import { inspect } from './inspect.ts';
import { MAX_LINE } from './line-limit.ts';

/** The text of a line, and the number of characters that follow it and were left out. */
export interface Line {
  readonly text: string;
  readonly omitted: number;
}

/** Joins values by one space. Of values after the end of the longest line, only the characters are counted. */
export function joinValues(values: readonly unknown[]): Line {
  let text = '';
  let omitted = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    const shown = typeof value === 'string' ? value : inspect(value);
    if (text.length > MAX_LINE) omitted += 1 + shown.length;
    else text += i === 0 ? shown : ` ${shown}`;
  }
  return { text, omitted };
}

/** A line of which nothing was left out. */
export function wholeLine(text: string): Line {
  return { text, omitted: 0 };
}

/** Puts a text before the line. */
export function prefixLine(prefix: string, { text, omitted }: Line): Line {
  return { text: prefix + text, omitted };
}
