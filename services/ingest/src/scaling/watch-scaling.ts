import type { Database } from '@upshot/ledger/connect';
import { takeSample } from '@upshot/ledger/scaling/samples';
import { repeat } from '@upshot/runtime/repeat';
import { settleWithin } from '@upshot/runtime/settle-within';
import type { IngestEvents } from '../events.ts';

/** How often the load is sampled. */
export const SAMPLE_MS = 10_000;

/** How long a shutdown waits for a sample under way. */
const CLOSE_MS = 1000;

/** Samples the load until disposed. Each ingest does; the ledger keeps one sample each ten seconds. */
export function watchScaling(
  database: Database,
  events: Pick<IngestEvents, 'samplingFault'>,
): AsyncDisposable {
  const loop = repeat(() => takeSample(database, SAMPLE_MS - 1000).catch(events.samplingFault), SAMPLE_MS);
  return {
    [Symbol.asyncDispose]: () => settleWithin(CLOSE_MS, Promise.resolve(loop[Symbol.asyncDispose]())),
  };
}
