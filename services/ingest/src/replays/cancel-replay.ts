import type { Database } from '@upshot/ledger/connect';
import { cancelReplay as cancelRuns } from '@upshot/ledger/replays/cancel';
import { defineEndpoint } from '../http/endpoint.ts';
import { replayStatusSchema } from './describe-replay.ts';
import { readStatus, replayNotFound, replayParams } from './read-replays.ts';

/** Cancels what is left of a replay. */
export function cancelReplay(database: Database, wake: (lanes: readonly string[]) => void) {
  return defineEndpoint({
    operationId: 'cancelReplay',
    summary: 'Cancel a replay',
    description:
      'Its runs that wait for an attempt: none of them begins from now on. Most have ended when this answers; those ' +
      'behind an attempt under way end after it. Attempts under way go on. May be repeated.',
    tag: 'activities',
    params: replayParams,
    answers: { 202: { description: 'The replay as it is now.', schema: replayStatusSchema } },
    problems: ['replay_not_found'],
    async handle({ params: { project, replay }, caller }, reply) {
      const by = caller?.tokenId ?? 'bootstrap';
      const lanes = await cancelRuns(database, { project, id: replay, by });
      if (lanes === undefined) throw replayNotFound(project, replay);
      wake(lanes);
      reply.code(202);
      return await readStatus(database, project, replay);
    },
  });
}
