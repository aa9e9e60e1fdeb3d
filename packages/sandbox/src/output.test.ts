import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PrintedLines } from './messages.ts';
import { BoundedOutput } from './output.ts';
import { Printer } from './slot/printer.ts';

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

test('what is missing is counted as printed: text and line ends, not the cost of a line', () => {
  const output = new BoundedOutput(256 * 1024);
  for (let i = 0; i < 40_000; i += 1) output.add(line('y'));
  const { lines, omittedLines, omittedBytes } = output.finish();
  const kept = lines.filter(({ text }) => text === 'y').length;
  expect({ kept, omittedLines, omittedBytes }).toEqual({
    kept: 15_420,
    omittedLines: 24_580,
    omittedBytes: 49_160,
  });
  expect(lines.map(({ text }) => text)).toContain('… 24580 lines (49160 bytes) omitted …');
});

test('kept and missing bytes are together what was printed, through the slot and the parent', () => {
  const sizeOf = (texts: readonly string[]) =>
    texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0);
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 1_000 })),
      fc.integer({ min: 300, max: 5_000 }),
      (texts, bytes) => {
        const parent = new BoundedOutput(bytes);
        const printer = new Printer('run', bytes, ([, , json = '']) => {
          const sent = JSON.parse(json) as PrintedLines;
          parent.omit(sent.omittedLines, sent.omittedBytes);
          for (const sentLine of sent.lines) parent.add(sentLine);
        });
        for (const text of texts) printer.print('log', text, 0);
        printer.flush();
        const { lines, omittedBytes } = parent.finish();
        const kept = lines.filter(({ level }) => level !== 'host');
        const notes = kept.reduce((sum, { noteBytes = 0 }) => sum + noteBytes, 0);
        expect(sizeOf(kept.map(({ text }) => text)) - notes + omittedBytes).toBe(sizeOf(texts));
      },
    ),
  );
});

test('characters that never left the isolate are counted, too', () => {
  const sent: PrintedLines[] = [];
  const printer = new Printer('run', 10_000, ([, , json = '']) =>
    sent.push(JSON.parse(json) as PrintedLines),
  );
  printer.print('log', 'kept', 1_000);
  expect(sent).toMatchObject([
    { lines: [{ text: 'kept… 1000 characters omitted' }], omittedLines: 0, omittedBytes: 1_000 },
  ]);
});
