import { integrationTypes } from '@upshot/integrations/registry';
import type { Database } from '@upshot/ledger/connect';
import { readBacklog, type Backlog, type TypeBacklog } from '@upshot/ledger/health/backlog';
import { observeProcess } from '@upshot/runtime/common-metrics';
import { withTimeout } from '@upshot/runtime/with-timeout';
import type { IngestMetrics } from './metrics.ts';

/** Gauges of one collection share a reading. */
const FRESH_MS = 1000;
const READ_MS = 2000;

/** Lets the metrics read what waits in the ledger. While it does not answer, they say only that. */
export function observeIngest(metrics: IngestMetrics, database: Database): void {
  observeProcess(metrics);
  const read = shareFor(FRESH_MS, () => withTimeout(readBacklog(database), READ_MS).catch(() => undefined));
  metrics.ledgerUp(async () => ((await read()) === undefined ? 0 : 1));
  metrics.laneOldestAge(async () => byType(await read(), ({ oldestAgeMs }) => oldestAgeMs / 1000));
  metrics.lanesWaiting(async () => byType(await read(), ({ lanes }) => lanes));
  metrics.pausedIntegrations(async () => (await read())?.paused);
}

/** The value of each type; 0 for a type that has no due runs. */
function byType(backlog: Backlog | undefined, valueOf: (found: TypeBacklog) => number) {
  if (backlog === undefined) return undefined;
  const found = new Map(backlog.byType.map((item) => [item.type, valueOf(item)]));
  return Object.fromEntries(integrationTypes.map((type) => [type, found.get(type) ?? 0]));
}

/** Calls that come within this time of the first one get its result. */
function shareFor<T>(freshMs: number, read: () => Promise<T>): () => Promise<T> {
  let shared: { readonly at: number; readonly result: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (shared === undefined || now - shared.at > freshMs) shared = { at: now, result: read() };
    return shared.result;
  };
}
