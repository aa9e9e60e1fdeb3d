import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '@upshot/local/temporary-directory';
import { collectOutput } from '@upshot/testing/collect-output';
import { eventually } from '@upshot/testing/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoProcessOf, processesOf } from './support/home-processes.ts';
import { startEnvironment } from './support/start-environment.ts';

const project = join(import.meta.dirname, '..', '..');

let home: TemporaryDirectory;

beforeAll(async () => {
  home = await temporaryDirectory();
});

afterAll(() => home[Symbol.asyncDispose]());

interface Npm {
  readonly process: ChildProcess;
  readonly output: () => string;
}

function npmStart(): Npm {
  const npm = spawn('npm', ['start'], { cwd: project, env: startEnvironment(home.path), detached: true });
  return { process: npm, output: collectOutput(npm.stdout, npm.stderr) };
}

async function untilSaid(npm: Npm, words: string): Promise<void> {
  await eventually(() => expect(npm.output()).toContain(words), { withinMs: 120_000 });
}

async function untilStarted(): Promise<void> {
  await eventually(async () =>
    expect((await processesOf(home.path)).join('\n')).toContain('node\0packages/local/src/start.ts'),
  );
}

test('npm that is told to stop in the first moment leaves nothing running', async () => {
  const npm = npmStart();
  await untilStarted();
  npm.process.kill('SIGTERM');
  await expectNoProcessOf(home.path);
});

test('npm that is killed in the first moment leaves nothing running', async () => {
  const npm = npmStart();
  await untilStarted();
  npm.process.kill('SIGKILL');
  await expectNoProcessOf(home.path);
});

test.each([
  ['the database is created', 'Creating the database', 'PostgreSQL and Redis are running'],
  ['the database is migrated', 'PostgreSQL and Redis are running', 'The database is up to date'],
  ['the services boot', 'The database is up to date', 'workers are ready'],
  ['the demo runs', 'workers are ready', 'What next?'],
])('SIGTERM while %s ends the start before that is done', async (_phase, begins, isDone) => {
  const npm = npmStart();
  await untilSaid(npm, begins);
  npm.process.kill('SIGTERM');
  await once(npm.process, 'exit');
  expect(npm.output()).toContain('Stopping');
  expect(npm.output()).not.toContain(isDone);
  await expectNoProcessOf(home.path);
});

test('Ctrl-C, which npm passes on once more, is one request: all is stopped in order', async () => {
  const npm = npmStart();
  await untilSaid(npm, 'Running.');
  process.kill(-(npm.process.pid ?? 0), 'SIGINT');
  expect(await once(npm.process, 'exit')).toEqual([0, null]);
  expect(await processesOf(home.path)).toEqual([]);
});
