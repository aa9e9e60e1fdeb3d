import { hookTypes } from '@upshot/integrations/registry';
import type { Plan, Submission } from '@upshot/ledger/activities/plan';
import { recordActivities } from '@upshot/ledger/activities/record';
import type { Database } from '@upshot/ledger/connect';
import { readMatchable } from '@upshot/ledger/integrations/matchable';
import { newId } from '@upshot/shared/id';
import { PING_TYPE, type SkipReason } from '@upshot/shared/integration';
import { toTimestamp } from '@upshot/shared/timestamp';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { pickLane } from '../activities/plan-runs.ts';
import { receiptFields } from '../activities/receipt-schema.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { traceIdOf, traceparentOf } from '../http/receive-span.ts';
import { invalid } from '../http/validate.ts';
import {
  findIntegration,
  integrationNotFound,
  integrationParams,
  type IntegrationKey,
} from './find-integration.ts';

/** Sends a webhook a test delivery, regardless of its filter. `wake` gets the lane that has work. */
export function pingIntegration(database: Database, wake: (lanes: readonly string[]) => void) {
  return defineEndpoint({
    operationId: 'pingIntegration',
    summary: 'Send a webhook a test delivery',
    description:
      `Records an activity of type ${PING_TYPE} that this integration alone answers, whatever its filter says. ` +
      'Signed and sent like any other, but once: it is not tried again. Its run tells how it went.',
    tag: 'integrations',
    params: integrationParams,
    answers: {
      202: { description: 'Recorded: its run will reach an outcome.', schema: Type.Object(receiptFields) },
    },
    problems: ['integration_not_found'],
    async handle({ params, request }, reply) {
      const { type, paused_at } = await findIntegration(database, params);
      if (type !== 'webhook') throw refused(`is a ${type}: only a webhook takes a test delivery`);
      if (paused_at !== null) throw refused('is paused, so that nothing is sent: resume it first');
      const plan = await record(database, params, request);
      wake(plan.runs.map(({ lane }) => lane));
      reply.code(202);
      return plan.receipt;
    },
  });
}

function refused(message: string) {
  return invalid([{ field: 'integration', message }]);
}

/** Made again while the project changes. */
async function record(database: Database, key: IntegrationKey, request: FastifyRequest): Promise<Plan> {
  for (;;) {
    const [known] = await readMatchable(database, [key.project], hookTypes);
    const pinged = known?.integrations.find(({ id }) => id === key.integration);
    if (known === undefined || pinged === undefined) throw integrationNotFound(key);
    const submission = toSubmission(key.project, pinged, request);
    const run = { id: newId(), integrationId: pinged.id, lane: pickLane(pinged) };
    const { id: integration, name, type } = pinged;
    const others = known.integrations.filter(({ id }) => id !== pinged.id);
    const receipt = {
      activity: { id: submission.facts.id, state: submission.facts.state },
      matched: [{ integration, name, type, run: run.id }],
      skipped: others.map((other) => ({ integration: other.id, name: other.name, reason: reasonOf(name) })),
      trace_id: submission.traceId ?? null,
    };
    const plan = { submission, runs: [run], receipt };
    const written = await recordActivities(database, [plan], new Map([[key.project, known]]));
    if (written !== 'stale') return plan;
  }
}

function reasonOf(name: string): SkipReason {
  return { field: 'integration', message: `this is a test delivery of "${name}" alone` };
}

interface Pinged {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

function toSubmission(project: string, { id, name, type }: Pinged, request: FastifyRequest): Submission {
  const createdAt = new Date();
  const facts = {
    id: newId(),
    type: PING_TYPE,
    state: 'complete',
    result: 'success',
    environments: [],
  } as const;
  const at = toTimestamp(createdAt);
  const body = {
    ...facts,
    project,
    created_at: at,
    completed_at: at,
    text: `Test delivery of ${name}`,
    parameters: {},
    payload: { is_test: true, integration: { id, name, type } },
  };
  return {
    projectId: project,
    facts,
    createdAt,
    body: JSON.stringify(body),
    traceparent: traceparentOf(request),
    traceId: traceIdOf(request),
  };
}
