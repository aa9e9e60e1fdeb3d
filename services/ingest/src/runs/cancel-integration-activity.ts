import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { defineEndpoint } from '../http/endpoint.ts';
import { envelope, envelopeSchema } from '../http/paging/envelope.ts';
import type { Link } from '../http/paging/link.ts';
import { cancelRun, type CancelRefusal } from '@upshot/ledger/runs/cancel';
import { findIntegrationActivity, integrationActivityParams } from './integration-activity.ts';
import { describeRunAsActivity, runActivitySchema } from './run-as-activity.ts';

/** Cancels a run that waits for an attempt, be it the first or another one. */
export function cancelIntegrationActivity(
  database: Database,
  link: Link,
  wake: (lanes: readonly string[]) => void,
) {
  return defineEndpoint({
    operationId: 'cancelIntegrationActivity',
    summary: 'Cancel a run',
    description:
      'A run that waits for an attempt. Runs in progress cannot be cancelled, and neither can runs that wait in the ' +
      'same lane.',
    tag: 'integrations',
    params: integrationActivityParams,
    answers: { 202: { description: 'Cancelled.', schema: envelopeSchema(runActivitySchema) } },
    problems: ['activity_not_found', 'not_cancellable'],
    async handle({ params }, reply) {
      const run = await findIntegrationActivity(database, params);
      const result = await cancelRun(database, run.project_id, run.id);
      if (typeof result === 'string') throw refuse(reasons[result]);
      wake([result.lane]);
      reply.code(202);
      const cancelled = await findIntegrationActivity(database, params);
      return envelope(202, describeRunAsActivity(cancelled, link));
    },
  });
}

const reasons: { readonly [R in CancelRefusal]: string } = {
  begun: 'an attempt of it is under way',
  lane_busy: 'an attempt before it in its lane is under way; try again when that has ended',
  not_pending: 'it has ended',
};

/** The original's clients look for these words. */
function refuse(reason: string): Problem {
  return new Problem('not_cancellable', `The activity cannot be cancelled in its current state: ${reason}.`);
}
