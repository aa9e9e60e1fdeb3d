import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');

/** The sections that answer "what happens if …", by their titles. */
function questions(): readonly (readonly [title: string, lines: readonly string[]])[] {
  return page
    .split(/\n(?=###? )/)
    .filter((section) => section.startsWith('### '))
    .map((section) => {
      const [title = '', ...lines] = section.split('\n');
      return [title.slice('### '.length), lines.filter((line) => line.trim() !== '')] as const;
    });
}

test('the page answers many questions', () => {
  expect(questions().length).toBeGreaterThan(25);
});

test.each(questions())('"%s" is answered in ten lines, with a figure or a test', (_title, lines) => {
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(10);
  expect(lines.join('\n')).toMatch(/\*\*(?:Measured|Tests?)\b.*\*\*/);
});
