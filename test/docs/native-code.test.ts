import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = await readFile(join(docs, 'security.md'), 'utf8');
const [, chapter = ''] = page.split('\n## What native code in a slot can reach\n');
const [section = ''] = chapter.split('\n## ');

/** | target | reached | refused by | numbers of tests | */
const rows = [
  ...section.matchAll(/^\| (?<target>[^|]+?) +\| nothing \| [^|]+\| (?<tests>[\d, ]+?) +\|$/gm),
].map(({ groups }) => [groups?.['target'] ?? '', groups?.['tests']?.split(', ') ?? []] as const);
const names = new Map(
  [...section.matchAll(/^(?<number>\d+)\. “(?<name>[^”]+)”$/gm)].map(
    ({ groups }) => [groups?.['number'] ?? '', groups?.['name'] ?? ''] as const,
  ),
);
const files = [...section.matchAll(/\]\((?<file>[^)]+\.test\.ts)\)/g)].map(
  ({ groups }) => groups?.['file'] ?? '',
);

test('every row of the table says "nothing"', () => {
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  expect(rows.length).toBeGreaterThan(10);
  expect(lines).toHaveLength(rows.length + 1);
});

test.each(rows)('%s: there are the tests that the page names', async (_target, tests) => {
  const sources = await Promise.all(files.map((file) => readFile(join(docs, file), 'utf8')));
  expect(tests.length).toBeGreaterThan(0);
  for (const number of tests) {
    const name = names.get(number) ?? `there is no test ${number}`;
    expect
      .soft(
        sources.some((source) => source.includes(`'${name}'`)),
        name,
      )
      .toBe(true);
  }
});
