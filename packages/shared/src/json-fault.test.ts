import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from './json-fault.ts';

test.each([
  ['', 0, 'a value'],
  ['{', 1, 'a key in double quotes or "}"'],
  ['{"a" 1}', 5, '":"'],
  ['{"a":1,}', 7, 'a key in double quotes'],
  ['[1,]', 3, 'a value'],
  ['[1 2]', 3, '"," or the closing bracket'],
  ['{"a":undefined}', 5, 'a value'],
  ["{'a':1}", 1, 'a key in double quotes or "}"'],
  ['[1] x', 4, 'nothing more'],
  ['["a\nb"]', 3, 'the rest of a string (without raw control characters)'],
  [String.raw`["\x"]`, 2, 'the rest of a string (without raw control characters)'],
  ['{"a": "b', 8, 'the rest of a string (without raw control characters)'],
  ['["a" "b"]', 5, '"," or the closing bracket'],
  ['[01]', 2, '"," or the closing bracket'],
  ['nul', 0, 'a value'],
])('%j breaks at %i, where %s must follow', (text, offset, expected) => {
  expect(findJsonFault(text)).toMatchObject({ offset, expected });
});

test('line and column count from 1', () => {
  expect(findJsonFault('{\n  "a": 1,\n  b\n}')).toMatchObject({ line: 3, column: 3 });
});

test('whatever JSON.parse refuses has a place where it breaks, and the place is inside the text', () => {
  const broken = fc
    .tuple(fc.jsonValue(), fc.nat(), fc.string({ maxLength: 3 }))
    .map(([value, at, inserted]) => {
      const text = JSON.stringify(value, null, 1);
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + inserted + text.slice(cut + 1);
    })
    .filter((text) => !isJson(text));
  fc.assert(
    fc.property(broken, (text) => {
      const { offset } = findJsonFault(text);
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('a string of ten million letters needs no stack', () => {
  expect(findJsonFault(`["${'a'.repeat(10_000_000)}", x]`).expected).toBe('a value');
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
