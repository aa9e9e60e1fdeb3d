import { pairAt } from './pairs.ts';
import type { Pairs } from './pairs.ts';
import { append, define, defineHidden, iteratorSymbol, listIterator, lower, toText } from './primordials.ts';

/**
 * Makes the headers of a response as the Fetch standard has them: names in lower case and sorted, values of one name
 * joined by a comma, except for cookies, which cannot be told apart then. They are sorted when a script first looks: a
 * response must not need more of the stack than the call that it answers.
 */
export function makeHeaders(pairs: Pairs): object {
  let sorted: Pairs | undefined;
  const combined = () => (sorted ??= combine(pairs));
  const get = (name: unknown): string | null => {
    const wanted = lower(toText(name));
    const list = combined();
    let found: string | null = null;
    for (let i = 0; i < list.length; i += 1) {
      const pair = pairAt(list, i);
      if (pair[0] === wanted) found = found === null ? pair[1] : `${found}, ${pair[1]}`;
    }
    return found;
  };
  const listOf = (part: (pair: [string, string]) => unknown) => {
    const list: unknown[] = [];
    const all = combined();
    for (let i = 0; i < all.length; i += 1) append(list, part(pairAt(all, i)));
    return list;
  };
  const entries = () => listIterator(listOf((pair) => [pair[0], pair[1]]));
  const headers = {};
  define(headers, 'get', get);
  define(headers, 'has', (name: unknown) => get(name) !== null);
  define(headers, 'getSetCookie', () => cookies(combined()));
  define(headers, 'forEach', (visit: (value: string, key: string, all: object) => void) => {
    const list = combined();
    for (let i = 0; i < list.length; i += 1) {
      const pair = pairAt(list, i);
      visit(pair[1], pair[0], headers);
    }
  });
  define(headers, 'entries', entries);
  define(headers, 'keys', () => listIterator(listOf((pair) => pair[0])));
  define(headers, 'values', () => listIterator(listOf((pair) => pair[1])));
  defineHidden(headers, iteratorSymbol, entries);
  return headers;
}

function cookies(pairs: Pairs): string[] {
  const list: string[] = [];
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairAt(pairs, i);
    if (pair[0] === 'set-cookie') append(list, pair[1]);
  }
  return list;
}

/** Sorts by insertion: there are few headers. */
function combine(pairs: Pairs): Pairs {
  const sorted: Pairs = [];
  for (let i = 0; i < pairs.length; i += 1) {
    const name = lower(pairAt(pairs, i)[0]);
    const value = pairAt(pairs, i)[1];
    let place = sorted.length;
    while (place > 0 && pairAt(sorted, place - 1)[0] > name) place -= 1;
    const before = place > 0 ? pairAt(sorted, place - 1) : undefined;
    if (before !== undefined && before[0] === name && name !== 'set-cookie') before[1] += `, ${value}`;
    else insert(sorted, place, [name, value]);
  }
  return sorted;
}

function insert(list: Pairs, place: number, pair: [string, string]): void {
  append(list, pair);
  for (let i = list.length - 1; i > place; i -= 1) list[i] = pairAt(list, i - 1);
  list[place] = pair;
}
