import { define, defineHidden, iteratorPrototype, setPrototypeOf, tagSymbol } from '../primordials.ts';

/** Makes an iterator over what `read` gives for 0, 1, 2… until it gives `undefined`. */
export function makeIterator(tag: string, read: (index: number) => { value: unknown } | undefined): object {
  let index = 0;
  const iterator = {};
  setPrototypeOf(iterator, iteratorPrototype);
  define(iterator, 'next', function next(): { value: unknown; done: boolean } {
    const item = read(index);
    if (item === undefined) return { value: undefined, done: true };
    index += 1;
    return { value: item.value, done: false };
  });
  defineHidden(iterator, tagSymbol, tag);
  return iterator;
}
