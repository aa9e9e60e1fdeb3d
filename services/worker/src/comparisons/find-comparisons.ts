import { findWaitingComparisons } from '@upshot/ledger/comparisons/work';
import { repeat } from '@upshot/runtime/repeat';
import type { ComparisonTools } from './take-comparison-turn.ts';

const EVERY_MS = 5000;

/** Brings comparisons back whose worker died, or of which the queue does not know, until disposed. */
export function startFindingComparisons({
  database,
  events,
  wake,
}: Pick<ComparisonTools, 'database' | 'events' | 'wake'>): AsyncDisposable {
  const find = async () => {
    try {
      for (const waiting of await findWaitingComparisons(database)) await wake(waiting);
    } catch (fault) {
      events.comparisonFault('', fault);
    }
  };
  return repeat(find, EVERY_MS);
}
