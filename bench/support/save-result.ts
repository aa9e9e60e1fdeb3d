import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Result {
  readonly command: string;
  readonly note?: string;
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** Writes the series of a bench to `bench/results`, with the commit and the day. */
export function saveResult(name: string, { command, note, values }: Result): void {
  const git = (...args: readonly string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const result = {
    command,
    commit: git('rev-parse', '--short=7', 'HEAD'),
    date: new Date().toISOString().slice(0, 10),
    machine: '2 shared virtual cores, Node 24.21',
    note,
    values,
  };
  const file = join(import.meta.dirname, '..', 'results', `${name}.json`);
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
}
