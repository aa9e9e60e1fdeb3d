import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The name of the test of each behaviour, by the file of the test. */
type Named = Readonly<Record<string, Readonly<Record<string, string>>>>;

const root = join(import.meta.dirname, '..', '..');
const read = async (file: string) => await readFile(join(root, file), 'utf8');

const page = await read('docs/compatibility.md');
const [, section = ''] = page.split('\n## What is compatible\n');
const named = JSON.parse(await read('test/fixtures/compatibility.json')) as Named;
const behaviours = Object.entries(named).flatMap(([file, tests]) =>
  Object.entries(tests).map(([behaviour, name]) => ({ behaviour, name, file })),
);

/** `- [label](../file): behaviour; behaviour` */
function readList(item: string): readonly [file: string, behaviours: readonly string[]] {
  const { groups } = /^\[[\w-]+\]\(\.\.\/(?<file>[^)]+)\): (?<list>.+)$/.exec(item) ?? {};
  return [groups?.['file'] ?? item, groups?.['list']?.split('; ') ?? []];
}

function quote(name: string): readonly string[] {
  return ["'", '"', '`'].map((mark) => `${mark}${name.replaceAll(mark, `\\${mark}`)}${mark}`);
}

test('the page names the version of Underscore that is installed', async () => {
  const { dependencies } = JSON.parse(await read('packages/sandbox/package.json')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  expect(section).toContain(`; Underscore ${dependencies['underscore']};`);
});

test('the page lists the behaviours whose tests are named, and no others', () => {
  const lists = section
    .split(/^- /m)
    .slice(1)
    .map((item) => readList((item.split(/\n\n/, 1)[0] ?? '').trim().replaceAll(/\s+/g, ' ')));
  const expected = Object.entries(named).map(([file, tests]) => [file, Object.keys(tests)]);
  expect(behaviours.length).toBeGreaterThan(80);
  expect(lists).toEqual(expected);
});

test.each(behaviours)('$behaviour: $file has the test "$name"', async ({ name, file }) => {
  const source = await read(file);
  expect(quote(name).some((text) => source.includes(text))).toBe(true);
});

test.each(Object.keys(named))('every test of %s is run', async (file) => {
  expect(await read(file)).not.toMatch(/\b(?:describe|it|test)\.(?:fails|skip|todo)\b/);
});
