import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { upshotFile } from '@upshot/testing/run-upshot';
import { startSystem } from '@upshot/testing/system';
import { expect, test } from 'vitest';
import { openTerminal, openUpshot } from './terminal.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'first-script.md'), 'utf8');

/** What the page lets people type, and the lines that it shows below. */
const steps = [...page.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```\n([\s\S]*?)^```\n)?/gm)].map(
  ([, commands = '', shown = '']) => ({ commands: commands.trim().split('\n'), shown: shown.trim() }),
);

/** Without what differs from run to run: times, ids. */
function masked(line: string): string {
  return line
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+\+00:00/g, 'TIME')
    .replaceAll(/ *\b\d+(\.\d+)? (ms|s|MB)\b/g, ' N');
}

/** The lines that are shown must come in this order; "…" stands for any others. */
function expectShown(text: string, shown: string): void {
  let rest = text.split('\n').map(masked);
  for (const line of shown.split('\n').filter((each) => each !== '…')) {
    const index = rest.findIndex((each) => each.includes(masked(line)));
    expect(index, `"${line}" is not shown, or not there:\n${text}`).not.toBe(-1);
    rest = rest.slice(index + 1);
  }
}

test('the tutorial does what it says, at a terminal', async () => {
  await using parts = new AsyncDisposableStack();
  const system = parts.use(await startSystem());
  await system.call('PUT', '/projects/demo', { title: 'Demo' });
  const cwd = await mkdtemp(join(tmpdir(), 'upshot-first-'));
  parts.defer(() => rm(cwd, { recursive: true }));
  await symlink(join(root, 'examples'), join(cwd, 'examples'));
  const PATH = [dirname(upshotFile), dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = { PATH, PS1: '\n$ ', UPSHOT_PROJECT: 'demo' };
  using shell = openTerminal(system.url, '/bin/bash', ['--norc', '--noprofile', '-i'], {
    columns: 400,
    cwd,
    env,
  });
  using tail = openUpshot(system.url, 'tail', { columns: 200, env: { UPSHOT_PROJECT: 'demo' } });
  await shell.expect('\n$ ');
  let seen = 0;
  for (const { commands, shown } of steps) {
    let output = '';
    for (const command of commands) {
      shell.press(`${command}\r`);
      await shell.expect('\n$ ');
      output = shell.shown().slice(seen);
      seen = shell.shown().length;
    }
    expectShown(output, shown);
  }
  expect(steps.length).toBeGreaterThan(7);
  await tail.expect('hello');
  tail.press('\u0003');
  await tail.ended;
});
