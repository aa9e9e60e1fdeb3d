import { Redis } from 'ioredis';
import { ConfigFault } from './config-fault.ts';
import { findTlsMismatch } from './redis-tls-mismatch.ts';
import { isTlsFault } from './tls-fault.ts';
import { withTimeout } from './with-timeout.ts';

/** `evicting`: Redis may delete keys of the queue (`maxmemory-policy` is not `noeviction`), which delays runs. */
export type QueueState = 'ok' | 'degraded' | 'evicting';

const CONNECT_MS = 2000;

/**
 * Looks at Redis when a service starts. Throws a `ConfigFault` for what no retry fixes: a wrong password, bad TLS.
 * A Redis that is away is `degraded`: the service starts and tries again.
 */
export async function checkRedis(redisUrl: string): Promise<QueueState> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
  });
  const faults: unknown[] = [];
  redis.on('error', (fault) => void faults.push(fault));
  try {
    await redis.connect();
    const [refusal] = faults;
    if (refusal !== undefined) throw refusal;
    return await readQueueState(redis);
  } catch (fault) {
    const known = [...faults, fault].map(describeMistake).find((line) => line !== undefined);
    const mistake = known ?? (await findTlsMismatch(redisUrl, CONNECT_MS));
    if (mistake !== undefined) throw new ConfigFault([`REDIS_URL: ${mistake}`], { cause: fault });
    return 'degraded';
  } finally {
    redis.disconnect();
  }
}

/** A connection for the readiness page, which asks again and again. */
export function openRedisCheck(redisUrl: string, timeoutMs: number) {
  const redis = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  return {
    read: (): Promise<QueueState> =>
      withTimeout(readQueueState(redis), timeoutMs).catch(() => 'degraded' as const),
    [Symbol.dispose]: () => redis.disconnect(),
  };
}

/** Reads it from INFO, which providers allow more often than CONFIG. */
async function readQueueState(redis: Redis): Promise<QueueState> {
  const info = await redis.info('memory');
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  return policy === 'noeviction' ? 'ok' : 'evicting';
}

function describeMistake(fault: unknown): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  if (fault.message.startsWith('NOAUTH')) return 'Redis asks for a password, and the URL has none.';
  if (/^WRONGPASS|invalid (username-)?password/.test(fault.message))
    return 'Redis refuses the user or password.';
  if (/DB index is out of range|invalid DB index/.test(fault.message))
    return 'Redis has no database of this number.';
  return isTlsFault(fault) ? `TLS with Redis failed: ${fault.message}.` : undefined;
}
