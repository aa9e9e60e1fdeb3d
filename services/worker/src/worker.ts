import { createOutboundClient } from '@upshot/outbound/outbound-client';
import { createSandbox } from '@upshot/sandbox/sandbox';
import { checkSchema } from '@upshot/ledger/check-schema';
import { connect } from '@upshot/ledger/connect';
import { newId } from '@upshot/shared/id';
import type { Config } from '@upshot/runtime/config';
import { openLiveOutput } from '@upshot/runtime/live-output';
import type { Logger } from '@upshot/runtime/logger';
import { checkRedis } from '@upshot/runtime/redis-check';
import { repeat } from '@upshot/runtime/repeat';
import { openLaneQueue, wakeLanes } from '@upshot/runtime/queue';
import { hostname } from 'node:os';
import { createEvents } from './events.ts';
import { createWakeTimer } from './lanes/wake-timer.ts';
import { createCircuitBreaker } from './lanes/circuit-breaker.ts';
import { createLaneSharing } from './lanes/sharing.ts';
import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import { createIntegrationReader } from './lanes/read-integration.ts';
import { createIdentityReader } from './lanes/read-identity.ts';
import { startRelay } from './lanes/relay.ts';
import { takeTurn, type TurnTools } from './lanes/take-turn.ts';
import { workLanes } from './lanes/work.ts';
import { makePartitions } from '@upshot/ledger/make-partitions';
import { createSettler } from './runs/settler.ts';
import type { workerSettings } from './settings.ts';
import { mailSettings } from './executors/health/mail-settings.ts';
import { createExecutors } from './executors/executors.ts';
import { createEndpointWatch } from './executors/webhook/endpoint-watch.ts';

const HOUR_MS = 3_600_000;

/** Starts a worker; disposing of it lets the runs under way end, and leaves the others to other workers. */
export async function startWorker(
  config: Config<typeof workerSettings>,
  logger: Logger,
): Promise<AsyncDisposable> {
  const events = createEvents(logger);
  const worker = `${hostname()}.${process.pid}.${newId().slice(0, 5)}`;
  const database = connect(config.databaseUrl, {
    applicationName: 'upshot-worker',
    maxConnections: config.databaseConnections,
    connectMs: 5000,
    statementMs: 30_000,
    onFault: events.ledgerConnectionFault,
  });
  await checkSchema(database, events);
  if ((await checkRedis(config.redisUrl)) === 'evicting') events.queueEvicting();
  const queue = openLaneQueue(config.redisUrl, config.queuePrefix);
  queue.on('error', events.queueFault);
  const live = openLiveOutput(config.redisUrl, config.queuePrefix);
  const client = createOutboundClient({
    policy: config.egressAllow,
    limits: { totalMs: config.fetchMs, responseBytes: config.fetchBytes },
    userAgent: 'Upshot/0.1',
  });
  const sandbox = createSandbox({
    limits: {
      wallMs: config.scriptWallMs,
      cpuMs: config.scriptCpuMs,
      memoryMb: config.scriptMemoryMb,
      outputBytes: config.scriptOutputBytes,
      fetches: config.scriptFetches,
    },
    maxRunning: config.runningSlots,
    maxSlots: config.maxSlots,
    warmSlots: config.warmSlots,
    ownSlots: config.ownSlots,
    slotScope: config.slotScope,
    isolate: config.isolate,
  });
  const draining = new AbortController();
  const aborting = new AbortController();
  const settler = createSettler({ database, events, aborting: aborting.signal });
  const wake = (lane: string) => wakeLanes(queue, [lane]);
  const sharing = createLaneSharing({ lanes: config.lanes, wake: (lanes) => wakeLanes(queue, lanes) });
  const wakeTimer = createWakeTimer(wake);
  const tools: TurnTools = {
    database,
    identities: createIdentityReader(database),
    sharing,
    integrations: createIntegrationReader(database, config.secretKey),
    portion: { runs: config.turnRuns, bytes: 4 * 1024 * 1024 },
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
    endpoints: createEndpointWatch({ database, events, pauseAfterMs: config.pauseAfterHours * HOUR_MS }),
    worker,
    settler,
    executors: createExecutors({
      sandbox,
      client,
      events,
      live,
      schedule: config.webhookRetrySeconds,
      timeoutMs: config.webhookMs,
      mail: mailSettings(config),
      slackUrl: config.slackUrl,
      pagerdutyUrl: config.pagerdutyUrl,
    }),
    live,
    events,
    maxInterruptions: config.maxInterruptions,
    aborting: aborting.signal,
  };
  await makePartitions(database).catch(events.partitionFault);
  const lanes = await workLanes({
    redisUrl: config.redisUrl,
    prefix: config.queuePrefix,
    concurrency: config.lanes,
    lockMs: config.lockMs,
    turn: (lane) => takeTurn(tools, lane, draining.signal),
    events,
  });
  const relay = startRelay({ database, queue, everyMs: config.relayMs, events });
  const partitions = repeat(() => makePartitions(database).catch(events.partitionFault), HOUR_MS);
  events.ready({ worker, lanes: config.lanes });
  return {
    async [Symbol.asyncDispose]() {
      draining.abort();
      wakeTimer[Symbol.dispose]();
      const abort = setTimeout(() => aborting.abort(), config.drainMs);
      await Promise.all([
        lanes[Symbol.asyncDispose](),
        relay[Symbol.asyncDispose](),
        partitions[Symbol.asyncDispose](),
      ]);
      clearTimeout(abort);
      await sharing.close();
      await settler.close();
      await Promise.allSettled([
        sandbox.close(),
        client.close(),
        live[Symbol.asyncDispose](),
        queue.close(),
        database.destroy(),
      ]);
      events[Symbol.dispose]();
    },
  };
}
