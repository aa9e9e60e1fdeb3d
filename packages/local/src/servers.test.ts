import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { startServers } from './servers.ts';
import { temporaryDirectory } from './temporary-directory.ts';

test('DATABASE_URL and REDIS_URL take the place of servers of our own', async () => {
  const environment = { DATABASE_URL: 'postgres://elsewhere/upshot', REDIS_URL: 'redis://elsewhere' };
  await using servers = await startServers({ directory: '/nowhere', environment });

  expect(servers.databaseUrl).toBe(environment.DATABASE_URL);
  expect(servers.redisUrl).toBe(environment.REDIS_URL);
});

test('a server that ends by itself comes back at the same address', async () => {
  await using directory = await temporaryDirectory();
  const told: string[] = [];
  const environment = { REDIS_URL: 'redis://elsewhere' };
  const onProgress = (message: string) => told.push(message);
  await using servers = await startServers({ directory: directory.path, environment, onProgress });
  const pidFile = await readFile(join(directory.path, 'postgres', 'data', 'postmaster.pid'), 'utf8');
  process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');

  await untilRejected(servers.databaseUrl);
  await untilAnswered(servers.databaseUrl);
  expect(told.join('\n')).toMatch(/PostgreSQL ended \(signal SIGKILL\); starting it again/);
});

async function untilRejected(url: string): Promise<void> {
  while (await answers(url)) await delay(5);
}

async function untilAnswered(url: string): Promise<void> {
  while (!(await answers(url))) await delay(20);
}

async function answers(url: string): Promise<boolean> {
  const client = new Client(url);
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
