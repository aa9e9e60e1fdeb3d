import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, test, vi } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { startForeignServer } from '@upshot/testing/foreign-server';
import { findRedis, redisFromNpm, redisOnPath } from './find-redis.ts';
import { quietly } from './progress.ts';
import { startRedis } from './redis.ts';
import { redisFromDistribution } from './redis-from-distribution.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Where Redis comes from otherwise, nothing has to be fetched (and the network may be missing). */
const otherwise = await findRedis(quietly, { sources: [redisOnPath, redisFromNpm] }).catch(() => undefined);

describe('startRedis', () => {
  test('is set up as the queue needs it, and behind a password', async () => {
    await using directory = await temporaryDirectory();
    await using redis = await startRedis({ directory: directory.path });

    await withClient(redis.url, async (client) => {
      expect(await client.config('GET', 'maxmemory-policy')).toMatchObject([
        'maxmemory-policy',
        'noeviction',
      ]);
      expect(await client.config('GET', 'appendonly')).toMatchObject(['appendonly', 'yes']);
      expect(await client.config('GET', 'bind')).toMatchObject(['bind', '127.0.0.1']);
    });
    await withClient(`redis://127.0.0.1:${redis.port}`, async (client) => {
      await expect(client.ping()).rejects.toThrow('NOAUTH');
    });
  });

  test('keeps its data over a stop', async () => {
    await using directory = await temporaryDirectory();
    const first = await startRedis({ directory: directory.path });
    await withClient(first.url, (client) => client.set('kept', 'yes'));
    await first.stop();
    await using second = await startRedis({ directory: directory.path });

    expect(await withClient(second.url, (client) => client.get('kept'))).toBe('yes');
  });

  test('starts again after kill -9', async () => {
    await using directory = await temporaryDirectory();
    const first = await startRedis({ directory: directory.path });
    await first.kill();
    await using second = await startRedis({ directory: directory.path });

    expect(await withClient(second.url, (client) => client.ping())).toBe('PONG');
  });

  test('sends nothing to a foreign server that has its port, and keeps its own over restarts', async () => {
    await using directory = await temporaryDirectory();
    const first = await startRedis({ directory: directory.path });
    await first.stop();
    await using foreign = await startForeignServer('+OK\r\n+PONG\r\n');

    await expect(startRedis({ directory: directory.path, port: foreign.port })).rejects.toThrow(
      /Redis did not start.*Address already in use/s,
    );
    await using second = await startRedis({ directory: directory.path });
    expect(second.url).toBe(first.url);
    expect(foreign.connections()).toBe(0);
  });

  test('refuses a second start on the same folder', async () => {
    await using directory = await temporaryDirectory();
    await using _running = await startRedis({ directory: directory.path });

    await expect(startRedis({ directory: directory.path })).rejects.toThrow(/Redis in .* is already running/);
  });
});

describe('findRedis', () => {
  test('says what was tried and which command helps when there is none', async () => {
    const search = findRedis(quietly, { path: '', sources: [redisOnPath] });

    await expect(search).rejects.toThrow(
      /no Redis 6\.2.*redis-server is not on the PATH.*Install one.*REDIS_URL/s,
    );
  });

  test('passes over one that is too old', async () => {
    await using directory = await temporaryDirectory();
    const program = join(directory.path, 'redis-server');
    await writeFile(program, '#!/bin/sh\necho "Redis server v=5.0.14 sha=0"\n');
    await chmod(program, 0o755);

    await expect(findRedis(quietly, { path: directory.path, sources: [redisOnPath] })).rejects.toThrow(
      /redis-server is too old.*5\.0/s,
    );
  });

  test.skipIf(otherwise)('two starts at once fetch the distribution’s package into one cache', async () => {
    await using cache = await temporaryDirectory();
    vi.stubEnv('XDG_CACHE_HOME', cache.path);
    const [one, other] = await Promise.all([fetchedRedis(), fetchedRedis()]);
    const startedAt = performance.now();
    const again = await fetchedRedis();
    vi.unstubAllEnvs();

    expect(one).toEqual(other);
    expect(again).toEqual(one);
    expect(one.command).toContain(cache.path);
    expect(performance.now() - startedAt).toBeLessThan(1000 * busyness());
  });
});

function fetchedRedis(): ReturnType<typeof findRedis> {
  return findRedis(quietly, { sources: [redisFromDistribution] });
}

async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { retryStrategy: () => null, enableReadyCheck: false });
  client.on('error', () => {});
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}
