import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { halts } from './halts.ts';
import { mutants } from './mutants.ts';

test.each([...mutants, ...halts])('"$name" edits code that is there', async ({ file, code }) => {
  expect(await readFile(`.${file}`, 'utf8')).toContain(code);
});
