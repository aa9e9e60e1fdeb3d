import type { Database } from '@upshot/ledger/connect';
import { MAX_PROJECT_BYTES } from '@upshot/ledger/recordings/keep';
import {
  countRecordings,
  endRecordingOrder,
  findRecordingOrder,
  orderRecordings,
} from '@upshot/ledger/recordings/order';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { findIntegration, integrationParams, type IntegrationKey } from '../integrations/find-integration.ts';
import { requireScript } from '../script-versions/find-version.ts';
import { describeRecording, recordingSchema } from './recording-schema.ts';

const MAX_DAYS = 7;
const DAY_MS = 86_400_000;

const bodySchema = Type.Object(
  {
    count: Type.Integer({ minimum: 0, maximum: 1000, description: 'Attempts to record; 0 ends recording.' }),
    until: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'When recording ends, whatever remains: in seven days at the latest, which is the default.',
      }),
    ),
  },
  { additionalProperties: false },
);

const answers = { 200: { description: 'What is recorded, and what is kept.', schema: recordingSchema } };

/** Answers whether the runs of an integration are recorded. */
export function getRecording(database: Database) {
  return defineEndpoint({
    operationId: 'getRecording',
    summary: 'Read whether runs are recorded',
    tag: 'integrations',
    params: integrationParams,
    answers,
    problems: ['integration_not_found'],
    async handle({ params }) {
      await findIntegration(database, params);
      return await describe(database, params);
    },
  });
}

/** Orders that runs of an integration are recorded. */
export function putRecording(database: Database) {
  return defineEndpoint({
    operationId: 'putRecording',
    summary: 'Record the next runs of a script',
    description:
      'Workers keep a cassette of each attempt, for seven days: what the script was given and did, with names in ' +
      'place of secrets. A cassette of more than 256 KB is not kept, nor what goes beyond 64 MB in a project.',
    tag: 'integrations',
    params: integrationParams,
    body: bodySchema,
    answers,
    problems: ['integration_not_found', 'recording_full'],
    async handle({ params, body: { count, until }, caller }) {
      await requireScript(database, params);
      const { project, integration } = params;
      if (count === 0) await endRecordingOrder(database, integration);
      else {
        await requireCapacity(database, project);
        const orderedBy = caller?.tokenId ?? 'bootstrap';
        await orderRecordings(database, { integration, project, orderedBy, count, until: readUntil(until) });
      }
      return await describe(database, params);
    },
  });
}

function readUntil(until: string | undefined): Date {
  const latest = Date.now() + MAX_DAYS * DAY_MS;
  if (until === undefined) return new Date(latest);
  const time = Date.parse(until);
  const message = `must be a time in the next ${MAX_DAYS} days`;
  if (Number.isNaN(time) || time <= Date.now() || time > latest + DAY_MS / 24)
    throw new Problem('invalid_request', `until ${message}`, { fields: { until: message } });
  return new Date(time);
}

async function requireCapacity(database: Database, project: string): Promise<void> {
  const { count, bytes } = await countRecordings(database, { project });
  if (bytes < MAX_PROJECT_BYTES) return;
  const megabytes = Math.round(bytes / 2 ** 20);
  throw new Problem(
    'recording_full',
    `Project "${project}" keeps ${count} cassettes of ${megabytes} MB in all; each leaves seven days after its run.`,
  );
}

async function describe(database: Database, { project, integration }: IntegrationKey) {
  const [order, kept] = await Promise.all([
    findRecordingOrder(database, integration),
    countRecordings(database, { project, integration }),
  ]);
  return describeRecording(order, kept);
}
