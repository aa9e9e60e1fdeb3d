import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

interface Result {
  readonly command: string;
  readonly commit: string;
  readonly machine: string;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

const bench = join(import.meta.dirname, '..', '..', 'bench');
const page = await readFile(join(bench, 'README.md'), 'utf8');
const names = (await readdir(join(bench, 'results'))).map((file) => file.replace('.json', ''));
/** | [run] | figure | median | range | */
const rows = [
  ...page.matchAll(
    /^\| \[(?<run>[\w-]+)\] +\| (?<figure>.+?) +\| (?<median>[\d.,]+) +\| (?<range>[\d., to]+?) +\|/gm,
  ),
].map(({ groups = {} }) => groups);
/** | [run] | `commit` | command | */
const runs = [
  ...page.matchAll(/^\| \[(?<run>[\w-]+)\] +\| `(?<commit>[0-9a-f]{7})` +\| (?<command>.+?) +\|$/gm),
].map(({ groups = {} }) => groups);

async function readResult(name: string): Promise<Result> {
  return JSON.parse(await readFile(join(bench, 'results', `${name}.json`), 'utf8')) as Result;
}

function format(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

test.each(names)('the result "%s" says how it was measured', async (name) => {
  const { command, commit, machine, values } = await readResult(name);
  expect(command).toMatch(/npm run|npx vitest/);
  expect(commit).toMatch(/^[0-9a-f]{7}$/);
  expect(machine).not.toBe('');
  expect(Object.values(values).every((series) => series.length > 0)).toBe(true);
});

test('the page has a table of figures', () => {
  expect(rows.length).toBeGreaterThan(15);
});

test.each(rows)('$run: the row "$figure" is the median and the range of its series', async (row) => {
  const { values } = await readResult(row['run'] ?? '');
  const series = values[row['figure'] ?? ''] ?? [];
  const [lowest, highest] = [format(Math.min(...series)), format(Math.max(...series))];
  const range = lowest === highest ? lowest : `${lowest} to ${highest}`;
  expect([row['median'], row['range']]).toEqual([format(medianOf(series)), range]);
});

test('the page has a commit and a command for every run in the table', () => {
  const listed = runs.map(({ run }) => run);
  expect(rows.map(({ run }) => run).filter((run) => !listed.includes(run))).toEqual([]);
});

test.each(runs)('$run: commit and command are those of its result', async (row) => {
  const { command, commit } = await readResult(row['run'] ?? '');
  const [, whole] = /^`([^`]+)`$/.exec(row['command'] ?? '') ?? [];
  expect(row['commit']).toBe(commit);
  const parts = [...(row['command'] ?? '').matchAll(/`([^`]+)`/g)].map(([, part = '']) => part);
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.filter((part) => part.split(/ (?=--\w)/).some((word) => !command.includes(word)))).toEqual([]);
  expect(whole === undefined ? command : `npm run ${whole}`).toBe(command);
});
