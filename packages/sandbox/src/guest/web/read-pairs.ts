import { makeError } from '../make-error.ts';
import { pairAt } from '../pairs.ts';
import type { Pairs } from '../pairs.ts';
import { append, isEnumerable, iteratorSymbol, ownKeys } from '../primordials.ts';
import { walk } from './walk.ts';
import { webText } from './web-text.ts';

/** Reads an object as Web IDL does: one that can be iterated is a list of pairs, any other a record. */
export function readPairs(init: object): Pairs {
  const method = (init as Record<symbol, unknown>)[iteratorSymbol];
  if (method === undefined || method === null) return readRecord(init);
  const pairs: Pairs = [];
  walk(init, (item) => {
    const parts: unknown[] = [];
    if (typeof item !== 'object' || item === null) throw notPairs();
    walk(item, (part) => append(parts, part));
    if (parts.length !== 2) throw notPairs();
    append(pairs, [webText(parts[0]), webText(parts[1])]);
  });
  return pairs;
}

function notPairs(): Error {
  return makeError(
    'TypeError',
    'URLSearchParams: each item of the list must be a pair of name and value',
    notPairs,
  );
}

/** Two keys may become one name, since half of a surrogate pair becomes U+FFFD. */
function readRecord(record: object): Pairs {
  const pairs: Pairs = [];
  const places = { __proto__: null } as unknown as Record<string, number>;
  const keys = ownKeys(record);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    if (!isEnumerable(record, key)) continue;
    const name = webText(key);
    const value = webText((record as Record<string, unknown>)[key]);
    const place = places[name];
    if (place !== undefined) pairAt(pairs, place)[1] = value;
    else {
      places[name] = pairs.length;
      append(pairs, [name, value]);
    }
  }
  return pairs;
}
