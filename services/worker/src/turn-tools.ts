import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import type { Portion } from '@upshot/ledger/runs/due';
import { readStorage } from '@upshot/ledger/storage/read';
import type { Config } from '@upshot/runtime/config';
import { wakeLanes } from '@upshot/runtime/queue';
import type { Connections } from './connections.ts';
import { createExecutors, type Executors } from './executors/executors.ts';
import { mailSettings } from './executors/health/mail-settings.ts';
import { createRecordings } from './executors/script/recordings.ts';
import { openStored, type Sealing } from './executors/script/sealed-storage.ts';
import { createEndpointWatch } from './executors/webhook/endpoint-watch.ts';
import { createCircuitBreaker } from './lanes/circuit-breaker.ts';
import { createIdentityReader } from './lanes/read-identity.ts';
import { createIntegrationReader } from './lanes/read-integration.ts';
import { createRateLimiter } from './lanes/rate-limiter.ts';
import { createLaneSharing } from './lanes/sharing.ts';
import type { TurnTools } from './lanes/take-turn.ts';
import { createWakeTimer } from './lanes/wake-timer.ts';
import { createSettler } from './runs/settler.ts';
import { createLinkFinder } from './runs/span-links.ts';
import type { workerSettings } from './settings.ts';

const HOUR_MS = 3_600_000;

const PORTION_BYTES = 4 * 1024 * 1024;

type TurnOptions = Pick<TurnTools, 'worker' | 'events' | 'aborting' | 'noteClaim'> &
  Pick<Portion, 'longestRetryMs'> &
  Pick<Sealing, 'maySeal'>;

/** Creates the tools of one worker's turns. `worker` is its name in the log. */
export function createTurnTools(
  config: Config<typeof workerSettings>,
  connections: Connections,
  { worker, events, aborting, noteClaim, longestRetryMs, maySeal }: TurnOptions,
): TurnTools {
  const { database, queue } = connections;
  const wake = (lane: string) => wakeLanes(queue, [lane]);
  const wakeTimer = createWakeTimer(wake);
  return {
    database,
    identities: createIdentityReader(database),
    sharing: createLaneSharing({ lanes: config.lanes, wake: (lanes) => wakeLanes(queue, lanes) }),
    integrations: createIntegrationReader(database, config.secretKey),
    readStorage: async (integration) =>
      openStored(config.secretKey, integration, await readStorage(database, integration)),
    portion: { runs: config.turnRuns, bytes: PORTION_BYTES, longestRetryMs },
    turnMs: config.turnMs,
    wake,
    wakeTimer,
    deliveries: createFairSemaphore({
      total: Math.ceil(config.lanes / 2),
      maxPerResource: Math.ceil(config.lanes / 8),
    }),
    breaker: createCircuitBreaker({
      wakeTimer,
      onOpened: events.receiverDown,
      onClosed: events.receiverBack,
    }),
    rateLimiter: createRateLimiter({
      database,
      wakeTimer,
      onWait: () => events.metrics.rateLimitWaits(1),
    }),
    endpoints: createEndpointWatch({ database, events, pauseAfterMs: config.pauseAfterHours * HOUR_MS }),
    noteClaim,
    worker,
    settler: createSettler({ database, events, aborting, tellNews: connections.news.tell }),
    executors: openExecutors(config, connections, { events, maySeal }),
    live: connections.live,
    events,
    findLinks: createLinkFinder(database),
    maxInterruptions: config.maxInterruptions,
    aborting,
  };
}

function openExecutors(
  config: Config<typeof workerSettings>,
  { database, sandbox, client, live }: Connections,
  { events, maySeal }: Pick<TurnOptions, 'events' | 'maySeal'>,
): Executors {
  return createExecutors({
    sandbox,
    client,
    events,
    live,
    ring: config.secretKey,
    maySeal,
    recordings: createRecordings({ database, ring: config.secretKey, events }),
    schedule: config.webhookRetrySeconds,
    timeoutMs: config.webhookMs,
    mail: mailSettings(config),
    slackUrl: config.slackUrl,
    pagerdutyUrl: config.pagerdutyUrl,
  });
}
