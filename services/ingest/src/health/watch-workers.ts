import type { Database } from '@upshot/ledger/connect';
import { isAnyoneClaiming } from '@upshot/ledger/health/waiting';
import { hasUnclaimedWork } from '@upshot/ledger/workers/unclaimed';
import { integrationTypes } from '@upshot/integrations/registry';
import { repeat } from '@upshot/runtime/repeat';
import { settleWithin } from '@upshot/runtime/settle-within';
import type { IngestEvents } from '../events.ts';

interface WatchConfig {
  readonly healthMs: number;
  /** For how long due runs may wait without any claim. */
  readonly healthWorkersMs: number;
}

interface Parts {
  readonly database: Database;
  readonly events: Pick<IngestEvents, 'consumersMissing' | 'consumersBack'>;
}

/** How long a shutdown waits for a check under way. */
const CLOSE_MS = 1000;

/** Whether any worker consumes: it does unless runs have been due for so long, and no lane was claimed meanwhile. */
export async function isConsumed(database: Database, workersMs: number): Promise<boolean> {
  const query = { forMs: workersMs, types: integrationTypes };
  return !(await hasUnclaimedWork(database, query)) || (await isAnyoneClaiming(database, workersMs));
}

/** Logs when no worker consumes, and when one does again. While the ledger does not answer, nothing is known. */
export function watchWorkers(
  { healthMs, healthWorkersMs }: WatchConfig,
  { database, events }: Parts,
): AsyncDisposable {
  let wasConsumed = true;
  const loop = repeat(async () => {
    const isNow = await isConsumed(database, healthWorkersMs).catch(() => wasConsumed);
    if (wasConsumed && !isNow) events.consumersMissing(healthWorkersMs);
    if (!wasConsumed && isNow) events.consumersBack();
    wasConsumed = isNow;
  }, healthMs);
  return {
    [Symbol.asyncDispose]: () => settleWithin(CLOSE_MS, Promise.resolve(loop[Symbol.asyncDispose]())),
  };
}
