import {
  append,
  includesText,
  isArray,
  isFiniteNumber,
  isView,
  objectTag,
  slice,
  stringifyJson,
  toText,
} from './primordials.ts';

/** Objects that JSON would write as `{}` although they hold values. */
const LOST = [
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'RegExp',
  'Error',
  'Promise',
  'ArrayBuffer',
  'URLSearchParams',
];

/**
 * Writes a value as JSON, and refuses what JSON would change or leave out without a word, however deep it is: NaN, a
 * Map, a function… Only a property that is `undefined` is left out, since it reads as `undefined` then as well.
 * `refuse` makes the error from words such as `NaN at a.b[0]`.
 */
export function strictJson(value: unknown, refuse: (what: string) => Error): string {
  const lost = nameLost(value);
  if (lost !== undefined || value === undefined) throw refuse(lost ?? 'undefined');
  if (typeof value !== 'object' || value === null) return stringifyJson(value);
  const path = makePath();
  const check = function (this: object, key: string, item: unknown): unknown {
    path.enter(this, key);
    const isGap = item === undefined && isArray(this);
    const what = isGap ? 'undefined' : nameLost(item);
    if (what !== undefined) throw refuse(`${what}${path.text()}`);
    return item;
  };
  const json = stringifyJson(value, check) as string | undefined;
  if (json === undefined) throw refuse('undefined');
  return json;
}

/** Names a value that JSON cannot hold. */
function nameLost(value: unknown): string | undefined {
  if (typeof value === 'number') return isFiniteNumber(value) ? undefined : toText(value);
  if (typeof value === 'bigint') return 'a BigInt';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value !== 'object' || value === null) return undefined;
  const name = slice(objectTag(value), 8, -1);
  return isView(value) || includesText(LOST, name) ? `${name === 'Error' ? 'an' : 'a'} ${name}` : undefined;
}

interface Path {
  /** Notes which property of which object comes now; objects are walked depth first. */
  readonly enter: (holder: object, key: string) => void;
  readonly text: () => string;
}

/** Follows the walk of `JSON.stringify`, whose first holder is an object around the value. */
function makePath(): Path {
  const holders: object[] = [];
  const keys: string[] = [];
  return {
    enter(holder, key) {
      let depth = 0;
      while (depth < holders.length && holders[depth] !== holder) depth += 1;
      holders.length = depth;
      keys.length = depth;
      append(holders, holder);
      append(keys, key);
    },
    text() {
      let path = '';
      for (let i = 1; i < keys.length && i < 20; i += 1) {
        const key = keys[i] as string;
        path += isArray(holders[i]) ? `[${key}]` : `${i > 1 ? '.' : ''}${slice(key, 0, 100)}`;
      }
      return path === '' ? '' : ` at ${path}`;
    },
  };
}
