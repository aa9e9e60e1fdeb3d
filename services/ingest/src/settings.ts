import { defineSettings, integer, optionalText, setting, text } from '@upshot/shared/process/config';
import { defaultQueuePrefix } from '@upshot/shared/queue';
import { Type } from 'typebox';

/** Every setting of ingest. */
export const ingestSettings = defineSettings({
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
  adminToken: setting({
    env: 'UPSHOT_ADMIN_TOKEN',
    doc: 'A token that may do everything, for setting up: at least 32 letters, digits or . _ ~ + / = -. Leave it unset once real tokens exist.',
    schema: Type.Optional(Type.String({ minLength: 32, pattern: '^[\\w.~+/=-]+$' })),
    secret: true,
  }),
  host: setting({
    env: 'HOST',
    doc: 'The address to listen on; 0.0.0.0 for every one.',
    schema: text(),
    default: '127.0.0.1',
  }),
  port: setting({
    env: 'PORT',
    doc: 'The port to listen on; 0 takes a free one and logs it.',
    schema: integer(0, 65_535),
    default: 8080,
  }),
  publicUrl: setting({
    env: 'UPSHOT_PUBLIC_URL',
    doc: 'How clients reach this service, as https://host: the base of links in answers. Without it links are paths.',
    schema: optionalText(),
  }),
  queuePrefix: setting({
    env: 'UPSHOT_QUEUE_PREFIX',
    doc: 'Prefix of every key in Redis; keep the braces for Redis Cluster.',
    schema: text(),
    default: defaultQueuePrefix,
  }),
  maxBodyBytes: setting({
    env: 'UPSHOT_MAX_BODY_BYTES',
    doc: 'How large the body of a request with activities may be; others may have 2 MB.',
    schema: integer(1024, 40 * 1024 * 1024),
    default: 10 * 1024 * 1024,
  }),
  maxBytesInFlight: setting({
    env: 'UPSHOT_MAX_BYTES_IN_FLIGHT',
    doc: 'How large the bodies of all requests under way may be together; beyond it requests are told to come again.',
    schema: integer(1024, 64 * 1024 * 1024 * 1024),
    default: 256 * 1024 * 1024,
  }),
  databaseConnections: setting({
    env: 'UPSHOT_DATABASE_CONNECTIONS',
    doc: 'How many connections to the ledger at most.',
    schema: integer(2, 200),
    default: 10,
  }),
  drainMs: setting({
    env: 'UPSHOT_DRAIN_MS',
    doc: 'How many milliseconds a shutdown waits for requests under way.',
    schema: integer(0, 600_000),
    default: 40_000,
  }),
  logLevel: setting({
    env: 'LOG_LEVEL',
    doc: 'How much is logged: trace, debug, info, warn, error or silent.',
    schema: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    default: 'info',
  }),
});
