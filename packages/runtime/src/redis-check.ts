import { ConfigFault } from './config-fault.ts';
import { connectRedis, type RedisClient } from './redis/connect.ts';
import { readRedisUrl } from './redis/place.ts';
import { findTlsMismatch } from './redis-tls-mismatch.ts';
import { isTlsFault } from './tls-fault.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * `degraded`: Redis is unreachable or refuses writes. `evicting`: it may delete keys of the queue (`maxmemory-policy`
 * is not `noeviction`), which delays runs.
 */
export type QueueState = 'ok' | 'degraded' | 'evicting';

const CONNECT_MS = 2000;

/** How long the probe's key lives. */
const PROBE_MS = 10_000;

/**
 * Looks at Redis when a service starts. Throws a `ConfigFault` for what no retry fixes: a wrong password, bad TLS.
 * A Redis that is away is `degraded`: the service starts and tries again.
 */
export async function checkRedis(redisUrl: string, prefix: string): Promise<QueueState> {
  requireOneSlot(redisUrl, prefix);
  const redis = connectRedis(redisUrl, {
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
    return await readQueueState(redis, prefix);
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
export function openRedisCheck(redisUrl: string, prefix: string, timeoutMs: number) {
  const redis = connectRedis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  return {
    read: (): Promise<QueueState> =>
      withTimeout(readQueueState(redis, prefix), timeoutMs).catch(() => 'degraded' as const),
    [Symbol.dispose]: () => redis.disconnect(),
  };
}

/** Only a write shows that Redis takes writes: it may be full, a replica, or unable to write its file. */
async function readQueueState(redis: RedisClient, prefix: string): Promise<QueueState> {
  const [, info] = await Promise.all([
    redis.set(`${prefix}:probe`, '', 'PX', PROBE_MS),
    readMemoryInfo(redis),
  ]);
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? 'noeviction';
  return policy === 'noeviction' ? 'ok' : 'evicting';
}

/** INFO tells the policy: providers allow it more often than CONFIG, but not to every user. Empty where refused. */
async function readMemoryInfo(redis: RedisClient): Promise<string> {
  try {
    return await redis.info('memory');
  } catch (fault) {
    if (isRefusedCommand(fault)) return '';
    throw fault;
  }
}

function isRefusedCommand(fault: unknown): boolean {
  return fault instanceof Error && fault.message.startsWith('NOPERM');
}

/** Commands of several keys need all keys of the queue in one slot of a cluster. */
function requireOneSlot(redisUrl: string, prefix: string): void {
  if (readRedisUrl(redisUrl).kind === 'cluster' && !/\{.+\}/.test(prefix))
    throw new ConfigFault(['UPSHOT_QUEUE_PREFIX: a cluster needs a prefix with braces, as {upshot}.']);
}

function describeMistake(fault: unknown): string | undefined {
  if (!(fault instanceof Error)) return undefined;
  const { message } = fault;
  if (message.includes('Last error: ERR No such master')) return 'the sentinels know no master of this name.';
  if (message.includes('Last error: NOAUTH')) return 'a sentinel asks for a password: ?sentinel_password=….';
  if (message.includes('Last error: WRONGPASS')) return 'a sentinel refuses its user or password.';
  if (message.startsWith('NOAUTH')) return 'Redis asks for a password, and the URL has none.';
  if (/^WRONGPASS|invalid (username-)?password/.test(message)) return 'Redis refuses the user or password.';
  if (/DB index is out of range|invalid DB index/.test(message))
    return 'Redis has no database of this number.';
  if (isRefusedCommand(fault)) return 'Redis does not let this user write the keys of the queue.';
  return isTlsFault(fault) ? `TLS with Redis failed: ${message}.` : undefined;
}
