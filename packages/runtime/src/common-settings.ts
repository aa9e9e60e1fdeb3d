import { Type } from 'typebox';
import { defaultQueuePrefix } from './queue.ts';
import { defineSettings, integer, setting, text } from './config.ts';
import { readRedisUrl } from './redis/place.ts';
import { urlOf } from './setting-parsers.ts';

/** The settings that every service has. */
export const commonSettings = defineSettings({
  databaseUrl: setting({
    env: 'DATABASE_URL',
    doc: 'The ledger, as postgres://user:password@host:port/name. Add ?sslmode=verify-full for TLS.',
    schema: text(),
    secret: true,
    parse: urlOf(['postgres:', 'postgresql:'], 'postgres://user:password@host:port/name'),
  }),
  redisUrl: setting({
    env: 'REDIS_URL',
    doc:
      'The queue, as redis://:password@host:port, or rediss:// for TLS; Sentinel and Cluster: ' +
      'docs/scaling.md#redis-that-fails-over.',
    schema: text(),
    secret: true,
    parse: (url) => {
      readRedisUrl(url);
      return url;
    },
  }),
  queuePrefix: setting({
    env: 'UPSHOT_QUEUE_PREFIX',
    doc: 'Prefix of every key in Redis: up to 64 letters, digits and . _ : - in braces, which Redis Cluster needs.',
    schema: Type.String({ pattern: '^[\\w.:-]*(\\{[\\w.:-]+\\})?[\\w.:-]*$', minLength: 1, maxLength: 64 }),
    default: defaultQueuePrefix,
  }),
  databaseConnections: setting({
    env: 'UPSHOT_DATABASE_CONNECTIONS',
    doc: 'Maximum number of connections to the ledger.',
    schema: integer(2, 200),
    default: 10,
  }),
  metricsHost: setting({
    env: 'UPSHOT_METRICS_HOST',
    doc: 'Address of the port for operations; 0.0.0.0 is all. Nothing there asks for a token.',
    schema: text(),
    default: '127.0.0.1',
  }),
  metricsPort: setting({
    env: 'UPSHOT_METRICS_PORT',
    doc:
      'Port for operations: /metrics, and /livez and /readyz of a worker. 0 takes a free port and logs it. ' +
      'Without it none is opened.',
    schema: Type.Optional(integer(0, 65_535)),
  }),
  faultSummaryMs: setting({
    env: 'UPSHOT_FAULT_SUMMARY_MS',
    doc: 'How often, in milliseconds, repeated faults are summed up in the log, and after how long they are over.',
    schema: integer(100, 600_000),
    default: 10_000,
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    doc: 'Log level: trace, debug, info, warn, error or silent.',
    schema: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  }),
});

/** The setting of the keys that seal secrets; `parse` reads the key ring. */
export function secretKeySetting<V>(parse: (text: string) => V) {
  return setting({
    env: 'UPSHOT_SECRET_KEY',
    doc: 'Key that seals secrets: 32 bytes in base64. Further keys, after commas, only open.',
    schema: text(),
    secret: true,
    parse,
  });
}
