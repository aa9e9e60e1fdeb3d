import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedOutput } from './output.ts';

const line = (text: string) => ({ atMs: 0, level: 'log' as const, text });

test('an output within its allowance is kept as it is', () => {
  const output = new BoundedOutput(1_000);
  output.add(line('one'));
  output.add(line('two'));
  expect(output.finish()).toEqual({ lines: [line('one'), line('two')], omittedLines: 0, omittedBytes: 0 });
});

test('of a flood the beginning and the end are kept, and a line says what is missing', () => {
  const output = new BoundedOutput(400);
  for (let i = 0; i < 1_000; i += 1) output.add(line(`line ${i}`));
  const { lines, omittedLines } = output.finish();
  expect(lines[0]?.text).toBe('line 0');
  expect(lines.at(-1)?.text).toBe('line 999');
  expect(lines.some(({ text }) => text.includes(`${omittedLines} lines`))).toBe(true);
  expect(lines.length - 1 + omittedLines).toBe(1_000);
});

test('no output is larger than its allowance', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 3_000 })),
      fc.integer({ min: 300, max: 5_000 }),
      (texts, bytes) => {
        const output = new BoundedOutput(bytes);
        for (const text of texts) output.add(line(text));
        const { lines } = output.finish();
        const size = lines.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
        expect(size).toBeLessThanOrEqual(bytes + 80);
      },
    ),
  );
});
