import { expect, it } from 'vitest';
import { createShortcutReader } from './shortcut.ts';

const shortcuts = ['?', 'j', 'g r', 'g a'].map((keys) => ({
  keys,
  title: keys,
  isInPalette: false,
  run: () => undefined,
}));

const typed = (...keys: readonly (readonly [string, number])[]) => {
  const read = createShortcutReader();
  return keys.map(([key, at]) => read(shortcuts, key, at)?.keys);
};

it('knows single keys, and keys that follow each other', () => {
  expect(typed(['?', 0], ['j', 1], ['j', 2], ['x', 3])).toEqual(['?', 'j', 'j', undefined]);
  expect(typed(['g', 0], ['r', 500], ['r', 600])).toEqual([undefined, 'g r', undefined]);
});

it('forgets the first key after a while, or after another one', () => {
  expect(typed(['g', 0], ['r', 2000])).toEqual([undefined, undefined]);
  expect(typed(['g', 0], ['x', 10], ['r', 20], ['j', 30])).toEqual([undefined, undefined, undefined, 'j']);
});
