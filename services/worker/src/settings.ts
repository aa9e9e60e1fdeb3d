import { availableParallelism } from 'node:os';
import { commonSettings } from '@upshot/runtime/common-settings';
import { defineSettings, integer, optionalText, setting } from '@upshot/runtime/config';
import { Type } from 'typebox';

/** Every setting of a worker. */
export const workerSettings = defineSettings({
  ...commonSettings,
  lanes: setting({
    env: 'UPSHOT_LANES',
    doc: 'How many lanes are worked on at once. One project has three quarters of them at most.',
    schema: integer(1, 1000),
    default: 64,
  }),
  turnRuns: setting({
    env: 'UPSHOT_TURN_RUNS',
    doc: 'How many runs of a lane are done before other lanes get their turn.',
    schema: integer(1, 1000),
    default: 50,
  }),
  turnMs: setting({
    env: 'UPSHOT_TURN_MS',
    doc: 'How many milliseconds a lane is worked on before other lanes get their turn.',
    schema: integer(10, 600_000),
    default: 5000,
  }),
  relayMs: setting({
    env: 'UPSHOT_RELAY_MS',
    doc: 'How often, in milliseconds, the relay searches the ledger for due runs whose wake-up was lost.',
    schema: integer(50, 60_000),
    default: 1000,
  }),
  lockMs: setting({
    env: 'UPSHOT_LOCK_MS',
    doc: 'After how many silent milliseconds a worker is taken for dead and its lanes are given to others.',
    schema: integer(1000, 600_000),
    default: 8000,
  }),
  maxInterruptions: setting({
    env: 'UPSHOT_MAX_INTERRUPTIONS',
    doc: 'After how many attempts cut short by dying slots or workers a run is quarantined.',
    schema: integer(1, 100),
    default: 3,
  }),
  drainMs: setting({
    env: 'UPSHOT_DRAIN_MS',
    doc: 'How many milliseconds a shutdown waits for runs under way.',
    schema: integer(0, 600_000),
    default: 40_000,
  }),
  runningSlots: setting({
    env: 'UPSHOT_RUNNING_SLOTS',
    doc: 'How many scripts compute at once, plus one for a project without any. Scripts in a fetch do not count.',
    schema: integer(1, 1000),
    default: Math.ceil(availableParallelism() * 1.5),
  }),
  maxSlots: setting({
    env: 'UPSHOT_MAX_SLOTS',
    doc:
      'How many scripts run at once, including those waiting in a fetch; at least 14 MB each. ' +
      'One project gets at most three quarters of them.',
    schema: integer(1, 2000),
    default: 48,
  }),
  warmSlots: setting({
    env: 'UPSHOT_WARM_SLOTS',
    doc: 'How many slots are kept ready.',
    schema: integer(0, 200),
    default: Math.min(4, Math.ceil(availableParallelism() * 1.5)),
  }),
  ownSlots: setting({
    env: 'UPSHOT_OWN_SLOTS',
    doc: 'Up to so many slots, each active integration gets one of its own, which makes its runs cheaper.',
    schema: integer(0, 1000),
    default: 16,
  }),
  isolate: setting({
    env: 'UPSHOT_ISOLATE',
    doc: 'reuse: an isolate serves several runs of one integration, each in a fresh context; fresh: an isolate a run.',
    schema: Type.Enum(['reuse', 'fresh']),
    default: 'reuse',
  }),
  scriptWallMs: setting({
    env: 'UPSHOT_SCRIPT_WALL_MS',
    doc: 'Wall-clock time a script may take, in milliseconds.',
    schema: integer(10, 3_600_000),
    default: 30_000,
  }),
  scriptCpuMs: setting({
    env: 'UPSHOT_SCRIPT_CPU_MS',
    doc: 'Processor time a script may take, in milliseconds.',
    schema: integer(10, 3_600_000),
    default: 5000,
  }),
  scriptMemoryMb: setting({
    env: 'UPSHOT_SCRIPT_MEMORY_MB',
    doc: 'Memory a script may take, in megabytes.',
    schema: integer(16, 2048),
    default: 128,
  }),
  scriptOutputBytes: setting({
    env: 'UPSHOT_SCRIPT_OUTPUT_BYTES',
    doc: 'How much output of a run is kept: its head and its tail.',
    schema: integer(1024, 16 * 1024 * 1024),
    default: 256 * 1024,
  }),
  scriptFetches: setting({
    env: 'UPSHOT_SCRIPT_FETCHES',
    doc: 'How many HTTP requests a run may make.',
    schema: integer(0, 10_000),
    default: 50,
  }),
  egressAllow: setting({
    env: 'UPSHOT_EGRESS_ALLOW',
    doc: 'Private destinations that scripts and webhooks may reach: address, CIDR or host name, with optional port.',
    schema: optionalText(),
  }),
  fetchMs: setting({
    env: 'UPSHOT_FETCH_MS',
    doc: 'How many milliseconds a fetch may take, redirects included.',
    schema: integer(10, 600_000),
    default: 30_000,
  }),
  fetchBytes: setting({
    env: 'UPSHOT_FETCH_BYTES',
    doc: 'The largest decoded response to a fetch. At most 15 MiB: as text it may triple, and must fit into one frame.',
    schema: integer(1024, 15 * 1024 * 1024),
    default: 10 * 1024 * 1024,
  }),
  webhookMs: setting({
    env: 'UPSHOT_WEBHOOK_MS',
    doc: 'How many milliseconds the receiver of a webhook has to answer.',
    schema: integer(10, 600_000),
    default: 15_000,
  }),
  webhookRetrySeconds: setting({
    env: 'UPSHOT_WEBHOOK_RETRY_SECONDS',
    doc: 'How long to wait before the second, third, … attempt of a webhook, in seconds, comma separated.',
    schema: Type.String({ pattern: '^\\d+(\\.\\d+)?(,\\d+(\\.\\d+)?)*$' }),
    default: '5,30,120,600,1800,7200,21600',
  }),
  pauseAfterHours: setting({
    env: 'UPSHOT_PAUSE_AFTER_HOURS',
    doc: 'For how many hours every attempt of a webhook must have failed for it to be paused; 0: never.',
    schema: Type.Number({ minimum: 0, maximum: 8760 }),
    default: 120,
  }),
});
