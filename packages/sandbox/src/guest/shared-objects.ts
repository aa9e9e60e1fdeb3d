import {
  getOwnPropertyDescriptor,
  getPrototypeOf,
  iteratorSymbol,
  ownKeys,
  setAdd,
  SetType,
  setSize,
} from './primordials.ts';

type Value = Record<PropertyKey, unknown>;

const realm = globalThis as unknown as object;

/** Every object that all scripts of a realm share: what can be reached from the global object, itself left out. */
export function findShared(): Value[] {
  const found: Value[] = [realm as Value];
  const seen = new SetType<unknown>();
  setAdd(seen, realm);
  const note = (value: unknown): void => {
    if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return;
    const sizeBefore = setSize(seen);
    setAdd(seen, value);
    if (setSize(seen) > sizeBefore) found[found.length] = value as Value;
  };
  noteHidden(note);
  for (let i = 0; i < found.length; i += 1) {
    const object = found[i] as Value;
    note(getPrototypeOf(object));
    const keys = ownKeys(object);
    // Nearly all are functions with a length and a name, and nothing more.
    if (typeof object === 'function' && keys.length === 2 && keys[0] === 'length' && keys[1] === 'name')
      continue;
    for (let k = 0; k < keys.length; k += 1) {
      const descriptor = getOwnPropertyDescriptor(object, keys[k] as string);
      note(descriptor?.value);
      note(descriptor?.get);
      note(descriptor?.set);
    }
  }
  found[0] = {};
  return found;
}

/** What no property leads to, but some expression does. */
function noteHidden(note: (value: unknown) => void): void {
  const noteKind = (value: object) => note(getPrototypeOf(value));
  noteKind([][iteratorSymbol]());
  noteKind(new Map().entries());
  noteKind(new Set().entries());
  noteKind(''[iteratorSymbol]());
  noteKind('a'.matchAll(/a/g));
  noteKind(function* () {});
  noteKind(async () => {});
  noteKind(async function* () {});
  const { Iterator, Intl: intl } = globalThis as unknown as {
    Iterator?: { from: (value: object) => { map?: (visit: unknown) => object } };
    Intl: { Segmenter?: new () => { segment: (text: string) => Iterable<unknown> & object } };
  };
  const strict = (function (this: unknown) {
    'use strict';
    // oxlint-disable-next-line prefer-rest-params -- its accessor is wanted
    return arguments;
  })();
  const thrower = getOwnPropertyDescriptor(strict, 'callee')?.get;
  note(thrower);
  if (Iterator !== undefined) {
    const wrapped = Iterator.from({ next: () => ({ done: true, value: undefined }) });
    noteKind(wrapped);
    if (wrapped.map !== undefined) noteKind(wrapped.map((value: unknown) => value));
  }
  if (intl.Segmenter === undefined) return;
  const segments = new intl.Segmenter().segment('a');
  noteKind(segments);
  noteKind(segments[iteratorSymbol]() as object);
}
