import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const page = await readFile(join(docs, 'compatibility.md'), 'utf8');

/** `[file](../path):` begins a list; each of its items is `- behaviour — “name of the test”`. */
const lists = page.split(/^\[[\w/-]+\]\((?<file>[^)]+\.test\.ts)\):$/m).slice(1);
const items = Array.from({ length: lists.length / 2 }, (_, index) =>
  readItems(lists[2 * index] ?? '', lists[2 * index + 1] ?? ''),
).flat();

function readItems(file: string, text: string): readonly (readonly [string, string, string])[] {
  const [list = ''] = text.split(/^#/m);
  return list
    .split(/^- /m)
    .slice(1)
    .map((item) => /^(?<behaviour>.+) — “(?<name>.+)”$/.exec(item.trim().replace(/\s+/g, ' '))?.groups)
    .map((item) => [item?.['behaviour'] ?? 'unreadable', item?.['name'] ?? 'unreadable', file]);
}

test('the page names the version of Underscore that is installed', async () => {
  const manifest = await readFile(join(docs, '..', 'packages', 'sandbox', 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(manifest) as { dependencies: Readonly<Record<string, string>> };
  expect(page).toContain(`It is Underscore ${dependencies['underscore']} —`);
});

test('there is a list of behaviours', () => {
  expect(items.length).toBeGreaterThan(80);
});

test.each(items)('%s: there is the test "%s"', async (_behaviour, name, file) => {
  const source = await readFile(join(docs, file), 'utf8');
  const written = [name, name.replaceAll("'", String.raw`\'`), name.replaceAll('`', '\\`')];
  expect(written.some((text) => source.includes(text))).toBe(true);
});
