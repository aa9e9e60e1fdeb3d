import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@upshot/local/free-port';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { collectOutput } from '@upshot/testing/collect-output';
import { eventually } from '@upshot/testing/eventually';
import { expect, test } from 'vitest';
import { expectNoProcessOf } from './support/home-processes.ts';
import { openToOthers } from './support/open-to-others.ts';
import { startEnvironment } from './support/start-environment.ts';

const project = join(import.meta.dirname, '..', '..');

/** What is kept with the data: each must be the same after a restore. */
const secrets = ['secret-key', 'admin-token', 'reader-password', 'demo-webhook-key', 'postgres/password'];

test(
  'npm run backup and npm run restore carry data, tokens and secrets of the stopped folder to another one',
  { timeout: 600_000 },
  async () => {
    await using directory = await temporaryDirectory();
    const [first, second] = [join(directory.path, 'first'), join(directory.path, 'second')];
    const file = join(directory.path, 'upshot.tar.gz');

    const before = await start(first);
    const admin = (await readFile(join(first, 'admin-token'), 'utf8')).trim();
    const created = await call(before.url, admin, 'POST', '/tokens', { scope: 'read', name: 'dashboard' });
    const { token } = created as { token: string };
    const activity = { id: 'kept', type: 'environment.push', state: 'complete', result: 'success' };
    await call(before.url, admin, 'POST', '/projects/demo/activities', activity);
    const running = await run('backup', first, file);
    expect(running).toMatchObject({ code: 1 });
    expect(running.output).toContain(`is already running, for process ${before.process.pid}`);
    expect(running.output).toContain(`"kill ${before.process.pid}"`);
    await stop(before, first);

    expect(await run('backup', first, file)).toMatchObject({ code: 0 });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await run('restore', second, file)).toMatchObject({ code: 0 });
    expect(await openToOthers(second)).toEqual([]);
    for (const name of secrets) {
      expect(await readFile(join(second, name), 'utf8')).toBe(await readFile(join(first, name), 'utf8'));
    }

    const after = await start(second);
    expect(after.output()).not.toContain('Creating the database');
    expect(after.output()).toContain('signature valid');
    expect(after.output()).toContain('Push no. 3: ');
    const found = await call(after.url, token, 'GET', '/projects/demo/activities/kept');
    expect(found).toMatchObject(activity);
    await stop(after, second);

    const again = await run('restore', second, file);
    expect(again).toMatchObject({ code: 1 });
    expect(again.output).toContain(`${second} is not empty`);
    await truncate(file, (await stat(file)).size - 1000);
    const third = join(directory.path, 'third');
    expect((await run('restore', third, file)).output).toContain('cannot be restored');
    expect((await readdir(directory.path)).toSorted()).toEqual(['first', 'second', 'upshot.tar.gz']);
  },
);

test('a backup or restore that cannot be made says why, and leaves nothing behind', async () => {
  await using directory = await temporaryDirectory();
  const home = join(directory.path, 'home');
  const file = join(directory.path, 'file');
  expect((await run('backup', home, file)).output).toContain(`${home} holds no database`);
  expect((await run('backup', home)).output).toContain('npm run backup -- FILE');
  expect((await run('restore', home, file, file)).output).toContain('npm run restore -- FILE');
  expect((await run('restore', home, file)).output).toContain('no such file');
  await writeFile(file, 'not an archive');
  expect((await run('restore', home, file)).output).toContain(`${file} cannot be restored`);
  expect(await readdir(directory.path)).toEqual(['file']);
});

interface Started {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly url: string;
}

async function start(home: string): Promise<Started> {
  const env = { ...startEnvironment(home), PORT: String(await freePort()), UPSHOT_WORKERS: '1' };
  const started = spawn(process.execPath, ['packages/local/src/start.ts'], { cwd: project, env });
  const output = collectOutput(started.stdout, started.stderr);
  await eventually(() => expect(output()).toMatch(/Running\.|✗/), { withinMs: 120_000 });
  expect(output()).not.toContain('✗');
  return { process: started, output, url: /are ready: (\S+)/.exec(output())?.[1] ?? '' };
}

async function stop(started: Started, home: string): Promise<void> {
  started.process.kill('SIGINT');
  await once(started.process, 'exit');
  await expectNoProcessOf(home);
}

async function call(url: string, token: string, method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  // A busy machine may refuse for a moment, and has recorded nothing then.
  return eventually(async () => {
    const answer = await fetch(`${url}/api${path}`, { method, headers, ...sent });
    const text = await answer.text();
    expect({ ok: answer.ok, text }).toMatchObject({ ok: true });
    return JSON.parse(text) as unknown;
  });
}

async function run(command: 'backup' | 'restore', home: string, ...files: readonly string[]) {
  const args = [`packages/local/src/${command}-command.ts`, ...files];
  const ended = spawn(process.execPath, args, { cwd: project, env: startEnvironment(home) });
  const output = collectOutput(ended.stdout, ended.stderr);
  const [code] = (await once(ended, 'close')) as [number];
  return { code, output: output() };
}
