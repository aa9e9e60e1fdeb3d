import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { integrationsOf } from '../http/access.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { traceparentOf } from '../http/receive-span.ts';
import { projectId } from '../http/schemas.ts';
import { describeDryRun } from './describe-plan.ts';
import { fireReplay } from './fire-replay.ts';
import { planReplay } from './plan-replay.ts';
import { limitReplay } from './limit-replay.ts';
import { readIdempotencyKey } from '../http/read-idempotency-key.ts';
import { readReplay } from './read-replay.ts';
import { dryRunAnswer, replayAnswer, replayBody } from './replay-schema.ts';
import { createReplayPlaces } from './replay-places.ts';

/** Two of the ten connections that ingest has to the ledger by default. */
const AT_ONCE = 2;
const MAX_WAITING = 100;
const TIMEOUT_MS = 20_000;

/** Fires recorded activities again, or tells what that would do. `wake` is told which lanes have new work. */
export function postReplay(database: Database, wake: (lanes: readonly string[]) => void) {
  const places = createReplayPlaces({ atOnce: AT_ONCE, maxWaiting: MAX_WAITING, timeoutMs: TIMEOUT_MS });
  return defineEndpoint({
    operationId: 'postReplay',
    summary: 'Replay activities',
    description:
      'New runs for recorded activities, of the integrations that match them now. All of them are recorded, or none. ' +
      'With the header `idempotency-key` the request can be sent again: it gets the original response (with ' +
      '`idempotency-replayed: true`) and makes no runs.',
    tag: 'activities',
    openTo: 'limited portals',
    params: Type.Object({ project: projectId }),
    body: replayBody,
    answers: {
      200: { description: 'With dry_run: what would be fired.', schema: dryRunAnswer },
      202: { description: 'Recorded: every run will reach an outcome.', schema: replayAnswer },
    },
    problems: ['project_not_found', 'activity_not_found', 'integration_not_found', 'idempotency_key_reused'],
    async handle({ params: { project }, body: asked, caller, request }, reply) {
      const idempotencyKey = readIdempotencyKey(request);
      const body = await limitReplay(database, project, asked, integrationsOf(caller));
      using _place = await places.take(project);
      if (body.dry_run === true) return describeDryRun(await planReplay(database, project, readReplay(body)));
      const { answer, lanes, isRepeated } = await fireReplay(database, {
        project,
        idempotencyKey,
        body,
        requestedBy: caller?.tokenId ?? 'bootstrap',
        traceparent: traceparentOf(request),
      });
      wake(lanes);
      request.span?.setAttributes({ 'upshot.project': project, 'upshot.replay': answer.replay });
      reply.code(202);
      if (isRepeated) reply.header('idempotency-replayed', 'true');
      return answer;
    },
  });
}
