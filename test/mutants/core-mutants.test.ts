import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { expect, test } from 'vitest';
import { coreMutants } from './core-mutants.ts';

test.each(coreMutants)('"$name" edits code that stands once in its file', async ({ file, code, instead }) => {
  const source = await readFile(`.${file}`, 'utf8');
  expect(source.split(code)).toHaveLength(2);
  expect(instead).not.toBe(code);
  expect(() => stripTypeScriptTypes(source.replace(code, () => instead))).not.toThrow();
});

test('each mutant has a name of its own, and tests that exist', async () => {
  const names = coreMutants.map(({ name }) => name);
  expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
  for (const test of new Set(coreMutants.flatMap(({ tests }) => tests)))
    expect(await readFile(test, 'utf8')).toContain('expect(');
});
