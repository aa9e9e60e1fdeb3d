import { connect, type Database } from '@upshot/ledger/connect';
import { createOutboundClient, type OutboundClient } from '@upshot/outbound/outbound-client';
import type { Config } from '@upshot/runtime/config';
import { openLiveOutput, type LiveOutput } from '@upshot/runtime/live-output';
import { openNewsPublisher, type NewsPublisher } from '@upshot/runtime/project-news';
import { openLaneQueue, type LaneQueue } from '@upshot/runtime/queue';
import { completeLimits, createSandbox, type Limits, type Sandbox } from '@upshot/sandbox/sandbox';
import type { WorkerEvents } from './events.ts';
import type { workerSettings } from './settings.ts';

type WorkerConfig = Config<typeof workerSettings>;

/** Everything outside its own process that a worker works with. */
export interface Connections extends AsyncDisposable {
  readonly database: Database;
  readonly queue: LaneQueue;
  readonly live: LiveOutput;
  readonly news: NewsPublisher;
  readonly client: OutboundClient;
  readonly sandbox: Sandbox;
}

/** Opens the ledger; connections are made when first needed. */
export function openLedger(config: WorkerConfig, events: WorkerEvents): Database {
  return connect(config.databaseUrl, {
    applicationName: 'upshot-worker',
    maxConnections: config.databaseConnections,
    connectMs: 5000,
    statementMs: 30_000,
    onFault: events.ledgerConnectionFault,
  });
}

/** Opens the queue, the live output, the outbound client and the sandbox. Disposing closes all, and the ledger. */
export function openConnections(config: WorkerConfig, database: Database, events: WorkerEvents): Connections {
  const queue = openLaneQueue(config.redisUrl, config.queuePrefix);
  queue.on('error', events.queueFault);
  const live = openLiveOutput(config.redisUrl, config.queuePrefix);
  const news = openNewsPublisher(config.redisUrl, config.queuePrefix);
  const client = createOutboundClient({
    policy: { allow: config.egressAllow, deny: config.egressDeny },
    limits: { totalMs: config.fetchMs, responseBytes: config.fetchBytes },
    userAgent: 'Upshot/0.1',
  });
  const sandbox = openSandbox(config);
  return {
    database,
    queue,
    live,
    news,
    client,
    sandbox,
    async [Symbol.asyncDispose]() {
      const closing = [sandbox.close(), client.close(), live[Symbol.asyncDispose](), queue.close()];
      await Promise.allSettled([...closing, database.destroy()]);
      news[Symbol.dispose]();
    },
  };
}

/** The limits of every script. */
export function scriptLimits(config: WorkerConfig): Limits {
  return completeLimits({
    wallMs: config.scriptWallMs,
    cpuMs: config.scriptCpuMs,
    memoryMb: config.scriptMemoryMb,
    outputBytes: config.scriptOutputBytes,
    fetches: config.scriptFetches,
  });
}

function openSandbox(config: WorkerConfig): Sandbox {
  return createSandbox({
    limits: scriptLimits(config),
    maxRunning: config.runningSlots,
    maxSlots: config.maxSlots,
    warmSlots: config.warmSlots,
    ownSlots: config.ownSlots,
    slotScope: config.slotScope,
    isolation: config.isolation,
  });
}
