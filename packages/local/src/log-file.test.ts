import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@upshot/testing/eventually';
import { expect, test } from 'vitest';
import { spawnServer } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const program = `
  let line = 0;
  setInterval(() => console.log('line ' + (line += 1) + ' of many'), 1);`;

test('a log that outgrows its limit is rotated while its writer goes on', async () => {
  await using directory = await temporaryDirectory();
  const logFile = join(directory.path, 'server.log');
  const server = await spawnServer({
    command: process.execPath,
    args: ['-e', program],
    cwd: '/',
    env: {},
    logFile,
    logLimit: { maxBytes: 2000, everyMs: 10 },
    stopSignal: 'SIGTERM',
  });

  await eventually(async () =>
    expect(await readFile(`${logFile}.1`, 'utf8')).not.toContain('line 1 of many'),
  );
  expect(await readFile(`${logFile}.1`, 'utf8')).toContain(' of many');
  await server.kill();
  expect((await stat(`${logFile}.1`)).mode & 0o777).toBe(0o600);
});
