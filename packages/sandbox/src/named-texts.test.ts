import { expect, test } from 'vitest';
import { readNamedTexts } from './named-texts.ts';

test('names and values become an object without a prototype', () => {
  const named = readNamedTexts(['key', 'k', '__proto__', 'p']);
  expect(Object.entries(named)).toEqual([
    ['key', 'k'],
    ['__proto__', 'p'],
  ]);
  expect(Object.getPrototypeOf(named)).toBeNull();
});

test.each([[['key']], [['key', '1', 'key', '2']]])('%j is refused', (texts) => {
  expect(() => readNamedTexts(texts)).toThrow(TypeError);
});
