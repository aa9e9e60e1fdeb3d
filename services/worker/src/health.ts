import type { Database } from '@upshot/ledger/connect';
import { pingLedger } from '@upshot/ledger/ping';
import { hasUnclaimedWork } from '@upshot/ledger/workers/unclaimed';
import type { ServiceHealth } from '@upshot/runtime/health-routes';
import { openRedisCheck } from '@upshot/runtime/redis-check';
import { withTimeout } from '@upshot/runtime/with-timeout';
import { watchConsumption, type Consumption } from './consumption.ts';
import type { WorkerEvents } from './events.ts';
import { executableTypes } from './executors/executors.ts';

/** What a worker says of itself on its own port, and the watch behind it. */
export interface WorkerHealth extends AsyncDisposable, Pick<Consumption, 'noteClaim'> {
  readonly health: ServiceHealth;
}

interface HealthOptions {
  readonly database: Database;
  readonly redisUrl: string;
  readonly prefix: string;
  /** How long the worker may claim nothing while work is due. */
  readonly livenessMs: number;
  /** Whether the worker claims no lane because it was asked to, or stops. */
  readonly isDraining: () => boolean;
  readonly events: WorkerEvents;
}

/** How long readiness waits for PostgreSQL, and for Redis. */
const ANSWER_MS = 1000;

/**
 * Starts to watch the health of a worker. It is alive while it consumes, while nothing is there to be consumed, or
 * while it drains. It is ready while it is alive, reaches PostgreSQL and Redis, and does not drain.
 */
export function watchOwnHealth(options: HealthOptions): WorkerHealth {
  const { database, redisUrl, prefix, livenessMs, isDraining, events } = options;
  const consumption = watchConsumption({
    limitMs: livenessMs,
    hasUnclaimedWork: async (forMs) =>
      !isDraining() && (await hasUnclaimedWork(database, { forMs, types: executableTypes })),
    onStalled: events.consumptionStalled,
    onResumed: events.consumptionResumed,
  });
  const redis = openRedisCheck(redisUrl, prefix, ANSWER_MS);
  const live = () => {
    const { isProven, provenMsAgo, reason } = consumption.state();
    const proof = { proven_ms_ago: Math.round(provenMsAgo), ...(reason === undefined ? {} : { reason }) };
    return { isOk: isProven, details: { status: isProven ? 'ok' : 'stalled', consumption: proof } };
  };
  return {
    noteClaim: consumption.noteClaim,
    health: {
      live,
      async ready() {
        const [ledger, queue] = await Promise.all([readLedgerState(database), redis.read()]);
        const { isOk, details } = live();
        const isReady = isOk && ledger === 'ok' && queue !== 'degraded' && !isDraining();
        const status = isDraining() ? 'draining' : isReady ? 'ok' : 'not ready';
        return { isOk: isReady, details: { ...details, status, ledger, queue } };
      },
    },
    async [Symbol.asyncDispose]() {
      redis[Symbol.dispose]();
      await consumption[Symbol.asyncDispose]();
    },
  };
}

async function readLedgerState(database: Database): Promise<'ok' | 'unavailable'> {
  try {
    await withTimeout(pingLedger(database), ANSWER_MS);
    return 'ok';
  } catch {
    return 'unavailable';
  }
}
