import { commonSettings, secretKeySetting } from '@upshot/runtime/common-settings';
import { defineSettings, integer, optionalText, setting, text } from '@upshot/runtime/config';
import { readTraceUrl } from './runs/trace-url.ts';
import { urlOf } from '@upshot/runtime/setting-parsers';
import { parseKeyRing } from '@upshot/secrets/seal';
import { Type } from 'typebox';
import { consoleModes } from './console/console-mode.ts';

/** Every setting of ingest. */
export const ingestSettings = defineSettings({
  ...commonSettings,
  secretKey: secretKeySetting(parseKeyRing),
  adminToken: setting({
    env: 'UPSHOT_ADMIN_TOKEN',
    doc:
      'An admin token for the installation: at least 32 letters, digits or . _ ~ + / = -. ' +
      'Leave it unset once other tokens exist.',
    schema: Type.Optional(Type.String({ minLength: 32, pattern: '^[\\w.~+/=-]+$' })),
    secret: true,
  }),
  readerUrl: setting({
    env: 'UPSHOT_READER_URL',
    doc: 'The ledger as the role upshot_reader, for SQL of analysts; "npm run sql-reader" prints it.',
    schema: optionalText(),
    secret: true,
    parse: urlOf(['postgres:', 'postgresql:'], 'postgres://upshot_reader:password@host:port/name'),
  }),
  host: setting({
    env: 'HOST',
    doc: 'Address to listen on; 0.0.0.0 listens on all.',
    schema: text(),
    default: '127.0.0.1',
  }),
  port: setting({
    env: 'PORT',
    doc: 'Port to listen on; 0 takes a free port and logs it.',
    schema: integer(0, 65_535),
    default: 8080,
  }),
  publicUrl: setting({
    env: 'UPSHOT_PUBLIC_URL',
    doc: 'Base URL of links in responses, as https://host. Without it links are paths.',
    schema: optionalText(),
    parse: urlOf(['https:', 'http:'], 'https://host'),
  }),
  traceUrl: setting({
    env: 'UPSHOT_TRACE_URL',
    doc: 'Where traces can be looked at, as https://host/trace/{trace_id}. Runs then link to theirs.',
    schema: optionalText(),
    parse: readTraceUrl,
  }),
  console: setting({
    env: 'UPSHOT_CONSOLE',
    doc: 'The web console at /console/: on, read-only (nothing can be changed with it), or off.',
    schema: Type.Enum([...consoleModes]),
    default: 'on',
  }),
  maxBodyBytes: setting({
    env: 'UPSHOT_MAX_BODY_BYTES',
    doc: 'Maximum size of a request body with activities. Other bodies may have 2 MB.',
    schema: integer(1024, 40 * 1024 * 1024),
    default: 10 * 1024 * 1024,
  }),
  maxBytesInFlight: setting({
    env: 'UPSHOT_MAX_BYTES_IN_FLIGHT',
    doc: 'The most bytes of request bodies in flight. Further requests are refused with retry-after.',
    schema: integer(1024, 64 * 1024 * 1024 * 1024),
    default: 256 * 1024 * 1024,
  }),
  maxPendingRuns: setting({
    env: 'UPSHOT_MAX_PENDING_RUNS',
    doc:
      'The backlog limit: how many due runs a project may have. A project at its limit is admitted as fast as its ' +
      'runs are completed, and otherwise refused with retry-after. 0: no limit.',
    schema: integer(0, 1_000_000_000),
    default: 250_000,
  }),
  trialWaitMs: setting({
    env: 'UPSHOT_TRIAL_WAIT_MS',
    doc: 'How long, in milliseconds, a request waits for its trial before it is answered with where to read it.',
    schema: integer(100, 50_000),
    default: 25_000,
  }),
  healthMs: setting({
    env: 'UPSHOT_HEALTH_MS',
    doc: 'Interval of the health check, in milliseconds.',
    schema: integer(50, 3_600_000),
    default: 5000,
  }),
  healthFailures: setting({
    env: 'UPSHOT_HEALTH_FAILURES',
    doc: 'Number of consecutive failed runs after which an integration is reported.',
    schema: integer(1, 100),
    default: 3,
  }),
  healthBehindMs: setting({
    env: 'UPSHOT_HEALTH_BEHIND_MS',
    doc:
      'How many milliseconds a due run may wait before its lane is reported as behind. ' +
      'It should be longer than any script may take.',
    schema: integer(50, 86_400_000),
    default: 300_000,
  }),
  healthWorkersMs: setting({
    env: 'UPSHOT_HEALTH_WORKERS_MS',
    doc:
      'How many milliseconds due runs may wait, without a worker that claims a lane, before workers are reported ' +
      'as gone. It should be longer than any script may take.',
    schema: integer(50, 86_400_000),
    default: 60_000,
  }),
  healthHoldMs: setting({
    env: 'UPSHOT_HEALTH_HOLD_MS',
    doc: 'Minimum time, in milliseconds, between two reported changes of one state.',
    schema: integer(0, 86_400_000),
    default: 60_000,
  }),
  lingerMs: setting({
    env: 'UPSHOT_LINGER_MS',
    doc:
      'For how many milliseconds a shutdown still serves clients on open connections, ' +
      'so that each response can tell its client that the connection ends.',
    schema: integer(0, 600_000),
    default: 5000,
  }),
  drainMs: setting({
    env: 'UPSHOT_DRAIN_MS',
    doc: 'Maximum time, in milliseconds, that a shutdown waits for requests in flight.',
    schema: integer(0, 600_000),
    default: 40_000,
  }),
});
