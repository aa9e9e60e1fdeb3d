import { Type } from 'typebox';
import { defaultQueuePrefix } from './queue.ts';
import { defineSettings, integer, setting, text } from './config.ts';

/** The settings that every service has. */
export const commonSettings = defineSettings({
  databaseUrl: setting({
    env: 'DATABASE_URL',
    doc: 'The ledger, as postgres://user:password@host:port/name.',
    schema: text(),
    secret: true,
  }),
  redisUrl: setting({
    env: 'REDIS_URL',
    doc: 'The dispatcher, as redis://:password@host:port.',
    schema: text(),
    secret: true,
  }),
  secretKey: setting({
    env: 'UPSHOT_SECRET_KEY',
    doc: 'The key that seals secrets: 32 bytes in base64; further keys after commas can still open.',
    schema: text(),
    secret: true,
  }),
  queuePrefix: setting({
    env: 'UPSHOT_QUEUE_PREFIX',
    doc: 'Prefix of every key in Redis; keep the braces for Redis Cluster.',
    schema: text(),
    default: defaultQueuePrefix,
  }),
  databaseConnections: setting({
    env: 'UPSHOT_DATABASE_CONNECTIONS',
    doc: 'How many connections to the ledger at most.',
    schema: integer(2, 200),
    default: 10,
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    doc: 'How much is logged: trace, debug, info, warn, error or silent.',
    schema: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  }),
});
