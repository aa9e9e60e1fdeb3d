import type { Database } from '@upshot/ledger/connect';
import type { Config } from '@upshot/runtime/config';
import { repeat } from '@upshot/runtime/repeat';
import type { IngestEvents } from '../events.ts';
import { settleWithin } from '@upshot/runtime/settle-within';
import type { ingestSettings } from '../settings.ts';
import { checkHealth, type HealthLimits } from './check-health.ts';

type HealthConfig = Config<typeof ingestSettings>;

interface Parts {
  readonly database: Database;
  readonly wake: (lanes: readonly string[]) => void;
  readonly events: IngestEvents;
}

/** How long a shutdown waits for a check under way. */
const CLOSE_MS = 5000;

/**
 * Checks the health of the system at an interval and records changes as activities, which workers answer. Each ingest
 * does; the ledger lets one of them check at a time.
 */
export function watchHealth(config: HealthConfig, { database, wake, events }: Parts): AsyncDisposable {
  const limits = limitsOf(config);
  const loop = repeat(async () => {
    try {
      const { changes, lanes } = await checkHealth(database, limits);
      if (changes > 0) events.healthChanged(changes);
      wake(lanes);
    } catch (fault) {
      events.healthFault(fault);
    }
  }, config.healthMs);
  return {
    [Symbol.asyncDispose]: () => settleWithin(CLOSE_MS, Promise.resolve(loop[Symbol.asyncDispose]())),
  };
}

function limitsOf(config: HealthConfig): HealthLimits {
  return {
    everyMs: config.healthMs,
    failures: config.healthFailures,
    behindMs: config.healthBehindMs,
    workersMs: config.healthWorkersMs,
    holdMs: config.healthHoldMs,
  };
}
