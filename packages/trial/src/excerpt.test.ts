import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerptOf } from './excerpt.ts';

test('the place is marked, with two lines before it', () => {
  const source = 'one();\ntwo();\n\nfour(\tfive);\nsix();';
  expect(excerptOf(source, { line: 4, column: 7 })).toBe(
    ['  2 │ two();', '  3 │', '> 4 │ four( five);', '    │       ^'].join('\n'),
  );
});

test('of a long line the part around the place is shown', () => {
  const source = `${'a'.repeat(500)}!${'b'.repeat(500)}`;
  const [line = '', caret = ''] = excerptOf(source, { line: 1, column: 501 })?.split('\n') ?? [];
  expect(line.length).toBeLessThan(120);
  expect(line[caret.indexOf('^')]).toBe('!');
});

test('the caret is below the character of the place, wherever it is', () => {
  const sources = fc.array(fc.string({ maxLength: 300, unit: 'binary-ascii' }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(sources, fc.nat(), fc.nat(), (parts, at, along) => {
      const lines = parts.map((part) => part.replaceAll(/[\r\n]/g, ''));
      const line = (at % lines.length) + 1;
      const text = lines[line - 1] ?? '';
      const column = (along % (text.length + 1)) + 1;
      const shown = excerptOf(lines.join('\n'), { line, column })?.split('\n') ?? [];
      const caret = shown.at(-1)?.indexOf('^') ?? -1;
      const marked = (shown.at(-2)?.[caret] ?? '').trim();
      expect(marked).toBe((text[column - 1] ?? '').trim());
    }),
  );
});

test.each([
  [0, 1],
  [3, 1],
  [1, 0],
  [1, 9],
])('line %i, column %i is not in the source', (line, column) => {
  expect(excerptOf('one();\ntwo();', { line, column })).toBeUndefined();
});
