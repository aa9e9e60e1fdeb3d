import type { ConnectionOptions } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { readRedisUrl, type RedisPlace } from './place.ts';

/** A connection to Redis, or the connections to a cluster. Commands look alike. */
export type RedisClient = Redis | Cluster;

/** How long to wait for Redis, by the names of ioredis. */
interface WaitOptions {
  /** After how many milliseconds to connect again, by the number of times it failed; null: never. */
  readonly retryStrategy?: (times: number) => number | null;
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue?: boolean;
  readonly enableReadyCheck?: boolean;
  readonly lazyConnect?: boolean;
  readonly commandTimeout?: number;
  readonly connectTimeout?: number;
}

/** Connects to wherever the URL says ({@link readRedisUrl}). */
export function connectRedis(url: string, options: WaitOptions): RedisClient {
  const place = readRedisUrl(url);
  if (place.kind === 'cluster') return connectCluster(place, options);
  const all = { ...failover(options.retryStrategy), ...options };
  return place.kind === 'server'
    ? new Redis(place.url, all)
    : new Redis({ ...sentinelOptions(place), ...all });
}

/**
 * Connection options for BullMQ. `failFast`: commands fail at once while Redis is away; else they wait for it. For a
 * cluster it is a connection that BullMQ does not close: see {@link closeShared}.
 */
export function redisConnection(
  url: string,
  { failFast }: { readonly failFast: boolean },
): ConnectionOptions {
  const place = readRedisUrl(url);
  const options = failFast ? failingFast : waiting;
  if (place.kind === 'cluster') return connectCluster(place, options);
  const where = place.kind === 'server' ? { url: place.url } : sentinelOptions(place);
  return { ...where, ...failover(), ...options };
}

/** Ends a connection that {@link redisConnection} has made for a cluster. Call it when BullMQ has closed. */
export function closeShared(connection: ConnectionOptions): void {
  if (connection instanceof Cluster) connection.disconnect();
}

/** Connects for commands that fail at once while Redis is away. */
export function connectFailingFast(url: string): RedisClient {
  return withoutNoise(connectRedis(url, failingFast));
}

/** Connects for commands that wait until Redis is there. */
export function connectWaiting(url: string): RedisClient {
  return withoutNoise(connectRedis(url, { ...waiting, lazyConnect: true }));
}

/** Faults show in the commands that fail; without a listener they end the process. */
function withoutNoise(redis: RedisClient): RedisClient {
  redis.on('error', () => undefined);
  return redis;
}

const retryDelay = (times: number) => Math.min(50 * 2 ** times, 1000);

/** A master that has become a replica refuses writes: connect to the new one, and send again. */
const failover = (sentinelRetryStrategy: NonNullable<WaitOptions['retryStrategy']> = retryDelay) => ({
  sentinelRetryStrategy,
  reconnectOnError: (fault: Error) => (fault.message.startsWith('READONLY') ? (2 as const) : false),
});

const failingFast = {
  retryStrategy: retryDelay,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 2000,
} satisfies WaitOptions;

const waiting = { retryStrategy: retryDelay, maxRetriesPerRequest: null } satisfies WaitOptions;

function sentinelOptions(place: Extract<RedisPlace, { kind: 'sentinel' }>) {
  const { username, password } = place.sentinelCredentials;
  return {
    sentinels: [...place.sentinels],
    name: place.master,
    db: place.database,
    failoverDetector: true,
    ...place.credentials,
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    ...(place.isTls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
  };
}

function connectCluster(
  { nodes, credentials, isTls }: Extract<RedisPlace, { kind: 'cluster' }>,
  { lazyConnect = false, enableOfflineQueue = true, retryStrategy = retryDelay, ...options }: WaitOptions,
): Cluster {
  return new Cluster([...nodes], {
    lazyConnect,
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...options, ...credentials, ...(isTls && { tls: {} }) },
    // A certificate names a host, not its address.
    ...(isTls && { dnsLookup: (address, callback) => callback(null, address) }),
  });
}
