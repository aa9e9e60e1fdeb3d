import { checkSchema } from '@upshot/ledger/check-schema';
import { connect, type Database } from '@upshot/ledger/connect';
import type { Config } from '@upshot/runtime/config';
import type { Logger } from '@upshot/runtime/logger';
import type { FastifyInstance } from 'fastify';
import { createDispatcher } from './activities/dispatcher.ts';
import { recordingTimeoutMs } from './activities/recording-time.ts';
import { createRecorder } from './activities/recorder.ts';
import { createApp } from './app.ts';
import { isConsoleBuilt } from './console/serve-console.ts';
import { createEvents, type IngestEvents } from './events.ts';
import { watchHealth } from './health/watch-health.ts';
import { watchScaling } from './scaling/watch-scaling.ts';
import { watchWorkers } from './health/watch-workers.ts';
import { observeIngest } from './observe-ingest.ts';
import { closeServer } from './http/close-server.ts';
import { checkRedis, openRedisCheck } from '@upshot/runtime/redis-check';
import { runChecks } from '@upshot/runtime/run-checks';
import { settleWithin } from '@upshot/runtime/settle-within';
import { DISPATCH_MS, openRedisConnections } from './redis-connections.ts';
import type { ingestSettings } from './settings.ts';

export type IngestConfig = Config<typeof ingestSettings>;

/** A running ingest. */
export interface Ingest extends AsyncDisposable {
  readonly port: number;
}

/** How long the readiness page waits for Redis. */
const READINESS_MS = 300;

/**
 * Starts ingest: it listens when this resolves. Disposing of it finishes the requests under way, then everything they
 * have set going.
 */
export async function startIngest(config: IngestConfig, logger: Logger): Promise<Ingest> {
  const events = createEvents(logger, config.faultSummaryMs);
  const ring = config.secretKey;
  const database = openLedger(config, events);
  const [, queueState] = await runChecks(
    checkSchema(database, events),
    checkRedis(config.redisUrl, config.queuePrefix),
  );
  if (queueState === 'evicting') events.queueEvicting();
  const redisCheck = openRedisCheck(config.redisUrl, config.queuePrefix, READINESS_MS);
  const redis = openRedisConnections(config, events);
  if (config.console !== 'off' && !(await isConsoleBuilt())) events.consoleNotBuilt();
  const dispatcher = createDispatcher(redis.queue, events);
  const recorder = createRecorder({
    database,
    onRecorded: (lanes, projects) => {
      dispatcher.wake(lanes);
      redis.publisher.tell(projects);
    },
    onCommitted: (activities, tookMs) => measureCommit(events, activities, tookMs),
  });
  observeIngest(events.metrics, database);
  const app = await createApp({
    ...config,
    ...redis,
    database,
    recorder,
    wake: (lanes) => dispatcher.wake(lanes),
    ring,
    logger,
    events,
    readQueueState: redisCheck.read,
  });
  const port = await listen(app, config);
  const health = watchHealth(config, { database, wake: (lanes) => dispatcher.wake(lanes), events });
  const workers = watchWorkers(config, { database, events });
  const scaling = watchScaling(database, events);
  events.ready(port);
  return {
    port,
    async [Symbol.asyncDispose]() {
      const healthClosed = Promise.all(
        [health, workers, scaling].map((watch) => watch[Symbol.asyncDispose]()),
      );
      await closeServer(app, config.lingerMs);
      await recorder.close();
      await settleWithin(DISPATCH_MS, dispatcher.close());
      await redis[Symbol.asyncDispose]();
      redisCheck[Symbol.dispose]();
      await healthClosed;
      await database.destroy().catch(() => undefined);
      events[Symbol.dispose]();
    },
  };
}

function measureCommit({ metrics }: IngestEvents, activities: number, tookMs: number): void {
  metrics.commitDuration(tookMs / 1000, { operation: 'record' });
  metrics.commitRows(activities, { operation: 'record' });
}

const STATEMENT_MS = 5000;

/**
 * A statement may take five seconds, one that records the largest body longer, and a connection less than one. Longer
 * waits are refused with retry-after.
 */
function openLedger(config: IngestConfig, events: IngestEvents): Database {
  const { databaseUrl, databaseConnections, maxBodyBytes } = config;
  return connect(databaseUrl, {
    applicationName: 'upshot-ingest',
    maxConnections: databaseConnections,
    connectMs: 800,
    statementMs: Math.max(STATEMENT_MS, Math.ceil(recordingTimeoutMs(maxBodyBytes))),
    onFault: events.ledgerConnectionFault,
  });
}

/**
 * How many new connections may wait to be taken: those that come while the event loop is busy, and as many as Linux
 * allows.
 */
const BACKLOG = 4096;

/** Returns the real port, also where any free one was asked for. */
async function listen(app: FastifyInstance, { host, port }: IngestConfig): Promise<number> {
  await app.listen({ host, port, backlog: BACKLOG });
  const [address] = app.addresses();
  return typeof address === 'object' ? address.port : port;
}
