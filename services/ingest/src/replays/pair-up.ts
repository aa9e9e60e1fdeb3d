import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReplayableActivity } from '@upshot/ledger/replays/find-activities';
import type { Pair } from '@upshot/ledger/replays/previous-runs';
import { findSkipReason } from '@upshot/shared/integration';
import type { MatchableIntegration } from '../activities/integration-cache.ts';
import type { DocumentedActivity } from '../activities/with-documents.ts';

export type ReplayPair = Pair<MatchableIntegration>;

/** How many pairs are looked up at once. */
const CHUNK = 2000;

/** For how long conditions are decided before the event loop turns. */
const TURN_MS = 5;

/**
 * Pairs each activity with the integrations that want it now, some at a time: thousands of activities and hundreds of
 * integrations make more pairs than there should be at once. However many conditions do not match, the event loop
 * turns meanwhile, and an empty list lets the search be given up.
 */
export async function* pairUp(
  activities: readonly DocumentedActivity<ReplayableActivity>[],
  integrations: readonly MatchableIntegration[],
): AsyncGenerator<readonly ReplayPair[]> {
  let chunk: ReplayPair[] = [];
  let turnEndsAt = performance.now() + TURN_MS;
  for (const { activity, findRefusal } of activities) {
    for (const integration of integrations) {
      if (findSkipReason(integration, activity, findRefusal) === undefined)
        chunk.push({ activity, integration });
      if (chunk.length === CHUNK) {
        yield chunk;
        chunk = [];
      }
      if (performance.now() <= turnEndsAt) continue;
      await nextTurn();
      yield [];
      turnEndsAt = performance.now() + TURN_MS;
    }
  }
  if (chunk.length > 0) yield chunk;
}
