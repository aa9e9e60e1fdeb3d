import { createOutboundClient, type OutboundClient } from '@upshot/outbound/outbound-client';
import { parseEgressPolicy } from '@upshot/outbound/egress-policy';
import { createSandbox, type Sandbox } from '@upshot/sandbox/sandbox';
import type { Database } from '@upshot/ledger/connect';
import { findDueLanes } from '@upshot/ledger/lanes/find-due';
import { openLiveOutput, type LiveOutput } from '@upshot/runtime/live-output';
import { createLogger } from '@upshot/runtime/logger';
import { openLaneQueue, wakeLanes, type LaneJob, type LaneQueue } from '@upshot/runtime/queue';
import { redisConnection } from '@upshot/runtime/redis/connect';
import { laneQueueName } from '@upshot/runtime/queue';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';
import { createEvents } from '../../../services/worker/src/events.ts';
import { createCircuitBreaker } from '../../../services/worker/src/lanes/circuit-breaker.ts';
import { createRateLimiter } from '../../../services/worker/src/lanes/rate-limiter.ts';
import { createLaneSharing } from '../../../services/worker/src/lanes/sharing.ts';
import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import { createIntegrationReader } from '../../../services/worker/src/lanes/read-integration.ts';
import { createIdentityReader } from '../../../services/worker/src/lanes/read-identity.ts';
import type { TurnTools } from '../../../services/worker/src/lanes/take-turn.ts';
import { createRecordings } from '../../../services/worker/src/executors/script/recordings.ts';
import { openStored } from '../../../services/worker/src/executors/script/sealed-storage.ts';
import { readStorage } from '@upshot/ledger/storage/read';
import { createExecutors } from '../../../services/worker/src/executors/executors.ts';
import { createEndpointWatch } from '../../../services/worker/src/executors/webhook/endpoint-watch.ts';
import { connectForTest } from '@upshot/testing/database';
import { createTestRedis } from '@upshot/testing/redis';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { maxInterruptions } from './broken-promises.ts';
import { startReceiver, type Receiver } from './receiver.ts';

/** The real parts that all sequences share: the API, the ledger, the queue, slots, a receiver. */
export interface Machinery extends AsyncDisposable {
  readonly ingest: TestApp;
  /** The workers' connections. */
  readonly database: Database;
  /** For looking at the ledger from outside. */
  readonly client: Client;
  readonly queue: LaneQueue;
  readonly receiver: Receiver;
  readonly redis: { readonly url: string; readonly prefix: string; flush(): Promise<void> };
  /** Takes jobs from the queue, one at a time; each is the taker's for so many milliseconds. */
  takerOfJobs(lockMs: number): Promise<Worker<LaneJob>>;
  /** Tools of one more worker, all but what it settles with; its breaker reads this clock. */
  createWorker(clock: { readonly now: number }): Omit<TurnTools, 'settler' | 'worker'>;
}

const logger = createLogger('test', 'silent');
export const events = createEvents(logger);

/** Starts them. Two retries follow a failed delivery. */
export async function startMachinery(): Promise<Machinery> {
  await using parts = new AsyncDisposableStack();
  const ingest = parts.use(await createTestApp());
  const redis = parts.use(await createTestRedis());
  const database = connectForTest(ingest.databaseUrl, { maxConnections: 8, statementMs: 20_000 });
  parts.defer(() => database.destroy());
  const client = new Client(ingest.databaseUrl);
  await client.connect();
  parts.defer(() => client.end());
  const queue = openLaneQueue(redis.url, redis.prefix);
  await queue.waitUntilReady();
  parts.defer(() => queue.close());
  const sandbox = createSandbox({ warmSlots: 1, maxRunning: 4, maxSlots: 8, cpuContention: () => 20 });
  parts.defer(() => sandbox.close());
  const outbound = createOutboundClient({
    policy: parseEgressPolicy('127.0.0.1'),
    limits: { totalMs: 10_000, responseBytes: 10_000 },
    userAgent: 'test',
  });
  parts.defer(() => outbound.close());
  const live = parts.use(openLiveOutput(redis.url, redis.prefix));
  const receiver = parts.use(await startReceiver(() => killSlots(sandbox)));
  const admin = new Redis(redis.url);
  parts.defer(() => admin.disconnect());
  const running = parts.move();
  return {
    ingest,
    database,
    client,
    queue,
    receiver,
    redis: {
      url: redis.url,
      prefix: redis.prefix,
      flush: async () => void (await admin.flushdb()),
    },
    async takerOfJobs(lockDuration) {
      const connection = redisConnection(redis.url, { failFast: false });
      const options = {
        prefix: redis.prefix,
        connection,
        lockDuration,
        autorun: false,
        skipVersionCheck: true,
      };
      const worker = new Worker<LaneJob>(laneQueueName, undefined, options);
      worker.on('error', () => undefined);
      await worker.waitUntilReady();
      running.defer(() => worker.close());
      return worker;
    },
    createWorker: (clock) =>
      createTools({ database, queue, sandbox, client: outbound, live, ring: ingest.ring }, clock),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function killSlots(sandbox: Sandbox): void {
  for (const { pid, state } of sandbox.slots()) if (state === 'blocked') process.kill(pid, 'SIGKILL');
}

interface Parts {
  readonly database: Database;
  readonly queue: LaneQueue;
  readonly sandbox: Sandbox;
  readonly client: OutboundClient;
  readonly live: LiveOutput;
  readonly ring: TestApp['ring'];
}

/** Wake timers never fire, so that the relay must find every lane. */
function createTools(parts: Parts, clock: { readonly now: number }): Omit<TurnTools, 'settler' | 'worker'> {
  const { database, queue, sandbox, client, live, ring } = parts;
  const wake = (lane: string) => wakeLanes(queue, [lane]);
  const wakeTimer = { set: () => undefined, [Symbol.dispose]: () => undefined };
  return {
    database,
    identities: createIdentityReader(database),
    sharing: createLaneSharing({ lanes: 8, wake: (lanes) => wakeLanes(queue, lanes) }),
    integrations: createIntegrationReader(database, ring),
    readStorage: async (integration) =>
      openStored(ring, integration, await readStorage(database, integration)),
    portion: { runs: 4, bytes: 100_000, longestRetryMs: LONGEST_RETRY_MS },
    turnMs: 5000,
    wake,
    wakeTimer,
    deliveries: createFairSemaphore({ total: 8 }),
    breaker: createCircuitBreaker({
      wakeTimer,
      onOpened: () => undefined,
      onClosed: () => undefined,
      now: () => performance.now() + clock.now,
    }),
    rateLimiter: createRateLimiter({ database, wakeTimer, onWait: () => undefined }),
    endpoints: createEndpointWatch({ database, events, pauseAfterMs: 0 }),
    noteClaim: () => undefined,
    executors: createExecutors({
      sandbox,
      client,
      events,
      live,
      ring,
      maySeal: () => true,
      recordings: createRecordings({ database, ring, events }),
      schedule: { delaysMs: [60_000, 60_000] },
      timeoutMs: 5000,
      mail: undefined,
      slackUrl: '',
      pagerdutyUrl: '',
    }),
    live,
    events,
    findLinks: () => Promise.resolve([]),
    maxInterruptions,
    aborting: new AbortController().signal,
  };
}

/** Wakes lanes with due runs, as the relay of a worker does. */
export async function wakeDueLanes({ database, queue }: Machinery, max = 1000): Promise<void> {
  await wakeLanes(queue, (await findDueLanes(database, { max, longestRetryMs: LONGEST_RETRY_MS })) ?? []);
}
