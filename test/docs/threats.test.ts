import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = await readFile(join(docs, 'security.md'), 'utf8');
const [, chapter = ''] = page.split('\n## Threats\n');
const [section = ''] = chapter.split('\n## ');

const files = new Map(
  [...page.matchAll(/^\[(?<name>[\w-]+)\]: (?<file>\S+)$/gm)].map(
    ({ groups }) => [groups?.['name'] ?? '', groups?.['file'] ?? ''] as const,
  ),
);
/** | threat | protection | tests | */
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/ tries to…|---/.test(line))
  .map((line) => {
    const [, threat = '', protection = '', tests = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return { threat, protection, tests: tests.split(', ').map((name) => name.slice(1, -1)) };
  });

test('there are many threats', () => {
  expect(rows.length).toBeGreaterThan(20);
});

test.each(rows)('$threat: a protection, and tests that exist', ({ protection, tests }) => {
  expect(protection).not.toBe('');
  for (const name of tests) {
    const file = files.get(name) ?? `[${name}] leads nowhere`;
    expect.soft(file).toMatch(/\.test\.ts$|\/test\/.+\/README\.md$/);
    expect.soft(existsSync(join(docs, file)), file).toBe(true);
  }
});
