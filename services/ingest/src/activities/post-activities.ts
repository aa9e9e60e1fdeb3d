import type { Database } from '@upshot/ledger/connect';
import { keepPostingKey } from '@upshot/ledger/activities/keep-key';
import { resolveIntegration } from '@upshot/ledger/integrations/resolve';
import { countDifferingPosts } from '@upshot/ledger/tokens/write';
import { isIntegrationType } from '@upshot/integrations/registry';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../http/access.ts';
import { MAX_ACTIVITIES } from '../http/body/list-limits.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { readIdempotencyKey } from '../http/read-idempotency-key.ts';
import { traceIdOf, traceparentOf } from '../http/receive-span.ts';
import { projectId } from '../http/schemas.ts';
import { activitySchema } from './activity-schema.ts';
import type { IngestEvents } from '../events.ts';
import { findIntegration } from '../integrations/find-integration.ts';
import type { BacklogLimit } from '../overload/backlog-limit.ts';
import { eventAttributes } from './read-event.ts';
import { readEvents } from './read-events.ts';
import { readSubmissions } from './read-submissions.ts';
import { receiptSchema } from './receipt-schema.ts';
import { activityProperties } from './read-activity.ts';
import type { Recorded, Recorder } from './recorder.ts';

const description =
  'One activity, or a list of up to 100: a JSON array, or JSON lines (`application/x-ndjson`), one activity a ' +
  'line; or CloudEvents 1.0, structured, binary or in a batch. The body may be compressed ' +
  '(`content-encoding: gzip`). The response means: recorded durably, and every ' +
  'matched run will reach an outcome. An activity that was recorded before (same id and state) gets its original ' +
  'receipt; `body_differs` says that it was recorded with another body, which stays. A header `idempotency-key` ' +
  'is kept for a day: with another body it is refused. With `integration` only this one may answer, ' +
  'as its filter says.';

const postQuery = Type.Object({
  integration: Type.Optional(
    Type.String({ maxLength: 200, description: 'The one integration that may answer: its name or id.' }),
  ),
});

/** Takes one activity or a list, and answers when all of them are recorded. */
export function postActivities(database: Database, recorder: Recorder, backlogLimit: BacklogLimit) {
  return defineEndpoint({
    operationId: 'postActivities',
    summary: 'Post activities',
    description,
    tag: 'activities',
    isAudited: false,
    params: Type.Object({ project: projectId }),
    query: postQuery,
    shownBody: Type.Union([
      activitySchema,
      Type.Array(activitySchema, { minItems: 1, maxItems: MAX_ACTIVITIES }),
    ]),
    keepsBytes: true,
    takesJsonLines: true,
    takesCloudEvents: true,
    readsOnly: [...activityProperties, ...eventAttributes],
    answers: {
      202: {
        description: 'Recorded: a receipt, or for a list {"receipts": […]} in its order.',
        schema: Type.Union([receiptSchema, Type.Object({ receipts: Type.Array(receiptSchema) })]),
      },
    },
    problems: [
      'project_not_found',
      'integration_not_found',
      'idempotency_key_reused',
      'too_many_pending_runs',
      'overloaded',
    ],
    refuseEarly({ params, server }) {
      const { project } = params as { project: string };
      server.loadShedder.markKnownTenant(project);
      backlogLimit.requireCapacity(project);
      recorder.requireCapacity(project);
    },
    async handle({ params, query, body, request, caller }, reply) {
      const read = request.cloudEvents === undefined ? readSubmissions : readEvents(request.cloudEvents);
      const submissions = read(body, request.bodyText, {
        projectId: params.project,
        traceparent: traceparentOf(request),
        traceId: traceIdOf(request),
        onlyFor: await findNamed(database, params.project, query.integration),
      });
      const isRepeated = await requireSameBody(database, params.project, request);
      describeSpan(request.span, params.project, submissions.length);
      const recorded = await recorder.record(submissions);
      backlogLimit.count(params.project, countRuns(recorded));
      measureRecorded(request.server.events, recorded);
      await countDiffering(database, caller, recorded, request.server.events);
      const receipts = recorded.map((entry) => toReceipt(entry, params.project));
      reply.code(202);
      if (isRepeated) reply.header('idempotency-replayed', 'true');
      return Array.isArray(body) ? { receipts } : receipts[0];
    },
  });
}

async function findNamed(database: Database, project: string, called: string | undefined) {
  if (called === undefined) return undefined;
  const integration = await resolveIntegration(database, project, called);
  const { id, name } = await findIntegration(database, { project, integration });
  return { id, name };
}

/** Whether its idempotency key came before, with this body. Throws the problem `idempotency_key_reused`. */
async function requireSameBody(
  database: Database,
  project: string,
  request: FastifyRequest,
): Promise<boolean> {
  const key = readIdempotencyKey(request);
  if (key === undefined) return false;
  const kept = await keepPostingKey(database, { project, key, body: request.bodyText?.text ?? '' });
  if (kept !== 'other') return kept === 'same';
  const detail = `The key "${key}" came with another body within the last day. Nothing was recorded.`;
  throw new Problem('idempotency_key_reused', detail);
}

type Span = Parameters<typeof traceIdOf>[0]['span'];

function describeSpan(span: Span, project: string, activities: number): void {
  span?.setAttributes({ 'upshot.project': project, 'upshot.activities': activities });
}

function countRuns(recorded: readonly Recorded[]): number {
  return recorded.reduce(
    (sum, entry) => sum + (entry.kind === 'recorded' ? entry.receipt.matched.length : 0),
    0,
  );
}

function measureRecorded({ metrics }: IngestEvents, recorded: readonly Recorded[]): void {
  for (const entry of recorded) {
    metrics.activities(1, { result: entry.kind });
    if (entry.kind !== 'recorded') continue;
    for (const { type } of entry.receipt.matched)
      if (isIntegrationType(type)) metrics.runsMatched(1, { type });
  }
}

/** For the token's owner to see. The activities are recorded: what fails here must not fail the request. */
async function countDiffering(
  database: Database,
  caller: Caller | undefined,
  recorded: readonly Recorded[],
  events: IngestEvents,
): Promise<void> {
  const count = recorded.filter((entry) => entry.kind === 'duplicate' && entry.bodyDiffers === true).length;
  if (count === 0 || caller === undefined) return;
  await countDifferingPosts(database, caller.tokenId, count).catch(events.countFault);
}

function toReceipt(recorded: Recorded, project: string) {
  if (recorded.kind === 'project_not_found') {
    throw new Problem('project_not_found', `There is no project "${project}".`);
  }
  const { activity, matched, skipped, trace_id } = recorded.receipt;
  return {
    activity,
    ...describeDuplicate(recorded),
    matched,
    skipped,
    trace_id,
  };
}

/** Without the recorded text, all that is known is that the activity was recorded. */
function describeDuplicate(recorded: Exclude<Recorded, { kind: 'project_not_found' }>) {
  if (recorded.kind === 'recorded') return { duplicate: false };
  const { bodyDiffers } = recorded;
  return bodyDiffers === undefined
    ? { duplicate: true, expired: true }
    : { duplicate: true, body_differs: bodyDiffers };
}
