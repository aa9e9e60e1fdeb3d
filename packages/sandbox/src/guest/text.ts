import { indexOf, slice } from './primordials.ts';

/** Puts an indentation before every line of a text but the first. */
export function indented(text: string, indent: string): string {
  let done = '';
  let rest = text;
  for (let end = indexOf(rest, '\n'); end >= 0; end = indexOf(rest, '\n')) {
    done += slice(rest, 0, end + 1) + indent;
    rest = slice(rest, end + 1);
  }
  return done + rest;
}
