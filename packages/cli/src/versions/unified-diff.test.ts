import { applyPatch } from 'diff';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '\r', '-- x', '++ y')).map((all) => all.join('\n'));

it('a diff turns one text into the other', () => {
  fc.assert(
    fc.property(lines, lines, (from, to) => {
      const diff = unifiedDiff({ label: 'from', source: from }, { label: 'to', source: to });
      expect(diff.length === 0).toBe(from === to);
      const patched = diff.length === 0 ? from : applyPatch(from, `${diff.join('\n')}\n`);
      expect(patched).toBe(to);
    }),
  );
});

it('two long texts with nothing in common are compared in seconds', () => {
  const text = (mark: string) => Array.from({ length: 60_000 }, (_, index) => `${mark}${index}`).join('\n');
  const [from, to] = [text('a'), text('b')];
  const diff = unifiedDiff({ label: 'from', source: from }, { label: 'to', source: to });
  expect(diff.slice(0, 4)).toEqual(['--- from', '+++ to', '@@ -1,60000 +1,60000 @@', '-a0']);
  expect(diff.at(-1)).toBe('\\ No newline at end of file');
  expect(applyPatch(from, `${diff.join('\n')}\n`)).toBe(to);
}, 30_000);
