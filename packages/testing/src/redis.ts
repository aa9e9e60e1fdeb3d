import { Redis } from 'ioredis';
import { sharedServers } from './servers.ts';

/** A Redis database of one's own, and a queue prefix for tests that share one on purpose. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  readonly prefix: string;
}

/** The server has 1,024 databases; number 0 counts the others out. */
const databases = 1023;

/** Hands out an empty database of the shared Redis. Emptied again on disposal. */
export async function createTestRedis(): Promise<TestRedis> {
  const { redisUrl } = sharedServers();
  const number = await withRedis(redisUrl, (redis) => redis.incr('test-databases'));
  const url = `${redisUrl}/${1 + ((number - 1) % databases)}`;
  await withRedis(url, (redis) => redis.flushdb());
  return {
    url,
    prefix: `{test-${number}}`,
    [Symbol.asyncDispose]: async () => {
      await withRedis(url, (redis) => redis.flushdb());
    },
  };
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
