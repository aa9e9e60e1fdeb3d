import { indexOf, slice, stringifyJson, symbolText } from './primordials.ts';

/** Shows the key of a property; of a long one only so many characters. */
export function keyLabel(key: string | symbol, maxLength: number): string {
  return typeof key === 'symbol' ? `[${symbolText(key)}]` : stringifyJson(slice(key, 0, maxLength));
}

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
