import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { maxDepth, outlineJson } from './json-text.ts';

const spread = (text: string) => text.replaceAll(',', ' ,\n\t');

test('the exact text of every element of a list is found, whatever it holds', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.boolean(), (list, pretty) => {
      const text = pretty ? JSON.stringify(list, null, 3) : JSON.stringify(list);
      const found = outlineJson(text).elements.map(({ start, end }) => text.slice(start, end));
      expect(found.map((item) => JSON.parse(item) as unknown)).toEqual(JSON.parse(text));
      for (const item of found) expect(item).toBe(item.trim());
    }),
  );
});

test('brackets, quotes and backslashes inside strings mean nothing', () => {
  const elements = [String.raw`"a\"],[{"`, String.raw`"\\"`, String.raw`{"\\\"": "}"}`, '[1, [2, "]"]]'];
  const text = ` [ ${elements.join(' , ')} ] `;
  const found = outlineJson(text).elements.map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(elements);
});

test('anything but a list has no elements', () => {
  for (const text of ['{"a": [1, 2]}', '"[1]"', '3', 'null', ' [ ] ', '']) {
    expect(outlineJson(text).elements).toEqual([]);
  }
});

test('nesting is measured without recursion, and the place is named where it becomes too deep', () => {
  const fits = '['.repeat(maxDepth) + ']'.repeat(maxDepth);
  expect(outlineJson(fits).tooDeepAt).toBeUndefined();
  expect(outlineJson('{"a":'.repeat(5_000_000)).tooDeepAt).toBe(5 * maxDepth);
});

test('text that is not JSON is gone over all the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ' ') }), (text) => {
      for (const { start, end } of outlineJson(text).elements) expect(end).toBeGreaterThan(start);
    }),
  );
});

test('a long run of backslashes and quotes takes linear time', () => {
  const begun = performance.now();
  outlineJson(spread(`["${String.raw`\"`.repeat(2_000_000)}"]`));
  expect(performance.now() - begun).toBeLessThan(2000 * busyness());
});
