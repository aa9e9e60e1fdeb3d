import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimDirectory } from './claim.ts';
import { dead, identify } from './process-identity.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const server = { what: 'The server', stopSignal: 'SIGTERM' } as const;

test('a released folder can be claimed again', async () => {
  await using directory = await temporaryDirectory();
  const claim = await claimDirectory(directory.path, server);
  await expect(claimDirectory(directory.path, server)).rejects.toThrow('The server in');
  await claim.release();

  const next = await claimDirectory(directory.path, server);
  await claim.release();
  await expect(claimDirectory(directory.path, server)).rejects.toThrow('already running');
  await next.release();
});

test('the server a dead claimant left behind is stopped first', async () => {
  await using directory = await temporaryDirectory();
  const leftover = spawn('sleep', ['60'], { stdio: 'ignore' });
  const exit = once(leftover, 'exit');
  await once(leftover, 'spawn');
  await leaveClaim(directory.path, identify(leftover.pid as number));

  const claim = await claimDirectory(directory.path, server);
  expect(await exit).toEqual([null, 'SIGTERM']);
  await claim.release();
});

test('a process that was merely given the same id is left alone', async () => {
  await using directory = await temporaryDirectory();
  const other = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(other, 'spawn');
  await leaveClaim(directory.path, { pid: other.pid as number, born: '1' });

  const claim = await claimDirectory(directory.path, server);
  expect(other.exitCode).toBeNull();
  expect(other.signalCode).toBeNull();
  other.kill();
  await claim.release();
});

test('a torn claim does not lock the folder', async () => {
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'claim.json'), '{"owner":{"pi');

  const claim = await claimDirectory(directory.path, server);
  await expect(claim.release()).resolves.toBeUndefined();
});

async function leaveClaim(directory: string, left: { pid: number; born: string }): Promise<void> {
  const record = { owner: { pid: process.pid, born: dead }, server: left };
  await writeFile(join(directory, 'claim.json'), JSON.stringify(record));
}
