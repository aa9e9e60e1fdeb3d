import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { freePort } from '@upshot/local/free-port';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { expect, test } from 'vitest';
import { collectOutput } from '@upshot/testing/collect-output';
import { eventually } from '@upshot/testing/eventually';
import { startForeignServer } from '@upshot/testing/foreign-server';
import { countBelow, expectNoProcessOf, rootProcessesBelow } from './support/home-processes.ts';
import { openToOthers } from './support/open-to-others.ts';
import { startEnvironment } from './support/start-environment.ts';

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';
const project = join(import.meta.dirname, '..', '..');

test(
  'npm start runs everything, none of it as root, keeps the data closed to others, and leaves no process behind',
  { timeout: 180_000 },
  async () => {
    await using directory = await temporaryDirectory();
    const home = { path: join(directory.path, 'home') };

    const first = await start(home.path);
    expect(first.output()).toMatch(/script examples\/count-pushes\.js {2}succeeded in \d+ ms, attempt 1/);
    expect(first.output()).toMatch(/webhook to the demo receiver {2}succeeded in \d+ ms, attempt 1/);
    expect(first.output()).toContain('signature valid');
    expect(first.output()).toContain('Push no. 1: ');
    expect(await openToOthers(home.path)).toEqual([]);
    const pid = first.process.pid ?? 0;
    expect(await countBelow(pid)).toBeGreaterThan(10);
    expect(await rootProcessesBelow(pid)).toEqual([]);
    expect(await refusal(home.path)).toContain('is already running');
    first.process.kill('SIGINT');
    expect(await once(first.process, 'exit')).toEqual([0, null]);
    await expectNoProcessOf(home.path);

    const second = await start(home.path);
    expect(second.output()).toContain('Push no. 2: ');
    expect(second.output()).not.toContain('Creating the database');
    second.process.kill('SIGKILL');
    await expectNoProcessOf(home.path);
  },
);

test(
  'two starts at once find ports of their own, beside a foreign server that is a proxy as well',
  { timeout: 240_000 },
  async () => {
    await using home = await temporaryDirectory();
    await using foreign = await startForeignServer(ok);
    const proxy = { HTTP_PROXY: `http://127.0.0.1:${foreign.port}`, NODE_USE_ENV_PROXY: '1' };
    const environment = { ...proxy, PORT: String(foreign.port), UPSHOT_WORKERS: '1' };

    const homes = ['one', 'other'].map((name) => join(home.path, name));
    const starts = await Promise.all(homes.map((path) => start(path, environment)));
    const urls = starts.map(({ output }) => /are ready: (\S+)/.exec(output())?.[1]);
    expect(new Set(urls).size).toBe(2);
    expect(urls).not.toContain(`http://127.0.0.1:${foreign.port}`);
    expect(foreign.connections()).toBe(0);
    for (const started of starts) started.process.kill('SIGKILL');
    await expectNoProcessOf(home.path);
  },
);

interface Started {
  readonly process: ChildProcess;
  readonly output: () => string;
}

async function start(home: string, environment: NodeJS.ProcessEnv = {}): Promise<Started> {
  const started = spawnStart(home, { PORT: String(await freePort()), ...environment });
  const output = collectOutput(started.stdout, started.stderr);
  await eventually(
    () => {
      expect(output()).toMatch(/Running\.|✗/);
    },
    { withinMs: 120_000 },
  );
  expect(output()).not.toContain('✗');
  return { process: started, output };
}

async function refusal(home: string): Promise<string> {
  const refused = spawnStart(home, { PORT: '8080' });
  const said = await text(refused.stderr);
  expect(refused.exitCode).not.toBe(0);
  return said;
}

function spawnStart(home: string, environment: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  const env = { ...startEnvironment(home), ...environment };
  return spawn(process.execPath, ['packages/local/src/start.ts'], { cwd: project, env });
}
