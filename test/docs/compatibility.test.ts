import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = await readFile(join(docs, 'compatibility.md'), 'utf8');
/** | behaviour | [file](../path): name of the test | */
const rows = [
  ...page.matchAll(/^\| (?<behaviour>.+?) +\| \[[^\]]+\]\((?<file>[^)]+)\): (?<name>.+?) +\|$/gm),
].map(({ groups = {} }) => [groups['behaviour'] ?? '', groups['file'] ?? '', groups['name'] ?? ''] as const);

test('every table row is understood', () => {
  const lines = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Behaviour|---)/.test(line));
  expect(rows).toHaveLength(lines.length);
  expect(rows.length).toBeGreaterThan(80);
});

test.each(rows)('%s: %s has the test "%s"', async (_behaviour, file, name) => {
  const source = await readFile(join(docs, file), 'utf8');
  const written = [name, name.replaceAll("'", String.raw`\'`), name.replaceAll('`', '\\`')];
  expect(written.some((text) => source.includes(text))).toBe(true);
});
