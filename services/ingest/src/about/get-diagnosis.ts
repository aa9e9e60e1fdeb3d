import type { Database } from '@upshot/ledger/connect';
import { readBacklog } from '@upshot/ledger/health/backlog';
import { readPartitions } from '@upshot/ledger/read-partitions';
import type { WorkerRow } from '@upshot/ledger/tables';
import { findDifferingTokens } from '@upshot/ledger/tokens/find';
import { readLiveWorkers } from '@upshot/ledger/workers/read';
import type { QueueState } from '@upshot/runtime/redis-check';
import { tokenScopes } from '@upshot/shared/token-scope';
import { Type } from 'typebox';
import description from '../../package.json' with { type: 'json' };
import { answerInTime, ledgerUnavailable } from '../http/problems/answer-in-time.ts';
import { defineEndpoint } from '../http/endpoint.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import { requireCaller } from '../users/require-caller.ts';
import { describeWorkers, workersSchema } from './describe-workers.ts';

const operationSchema = Type.Object({
  oldest_due_ms: Type.Number({ description: 'For how long the oldest due run waits; 0 when none is due.' }),
  partitions_ahead: Type.Integer({ description: 'Days of the coming week that have their partitions.' }),
  default_partition_used: Type.Boolean({
    description: 'Whether rows lie in a default partition: their day had none.',
  }),
  egress_allow: Type.Array(Type.String(), {
    description: 'Private destinations that any live worker opens to scripts and webhooks.',
  }),
  differing_tokens: Type.Array(
    Type.Object({ id: Type.String(), name: Type.String(), posts: Type.Integer() }),
    {
      description: 'Tokens that repeated activities with other bodies in the last day, and how many ever.',
    },
  ),
  can_mail: Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Whether every live worker has a mail server; null without a worker.',
  }),
});

/** The description of {@link getDiagnosis}. */
export const diagnosisSchema = Type.Object({
  version: Type.String({ description: 'Of this ingest.' }),
  now: Type.String({ description: 'The clock of this ingest.' }),
  token: Type.Object({
    id: Type.String(),
    scope: Type.Enum([...tokenScopes]),
    project: Type.Union([Type.String(), Type.Null()], { description: 'Null: every project.' }),
  }),
  queue: Type.Enum(['ok', 'degraded', 'evicting']),
  workers: Type.Object({
    ...workersSchema.properties,
    versions: Type.Array(Type.String(), { description: 'The versions of the live workers, each once.' }),
  }),
  operation: Type.Optional(operationSchema),
});

/** Tells what `upshot doctor` looks at. */
export function getDiagnosis(database: Database, readQueueState: () => Promise<QueueState>) {
  return defineEndpoint({
    operationId: 'getDiagnosis',
    summary: 'Read what is worth checking',
    description: '`operation` is shown to admins of every project only.',
    tag: 'service',
    answers: { 200: { description: 'The state of the installation.', schema: diagnosisSchema } },
    problems: ['ledger_unavailable'],
    async handle({ caller: called }) {
      const { tokenId, scope, projectId } = requireCaller(called);
      const isOperator = scope === 'admin' && projectId === null;
      const [workers, queue] = await Promise.all([
        orUnavailable(answerInTime(readLiveWorkers(database))),
        readQueueState(),
      ]);
      const versions = [...new Set(workers.map(({ version }) => version))];
      return {
        version: description.version,
        now: toTimestamp(new Date()),
        token: { id: tokenId, scope, project: projectId },
        queue,
        workers: { ...describeWorkers(workers), versions },
        ...(isOperator ? { operation: await orUnavailable(readOperation(database, workers)) } : {}),
      };
    },
  });
}

async function readOperation(database: Database, workers: readonly WorkerRow[]) {
  const [backlog, partitions, differing] = await Promise.all([
    readBacklog(database),
    readPartitions(database),
    findDifferingTokens(database),
  ]);
  return {
    oldest_due_ms: Math.max(0, ...backlog.byType.map(({ oldestAgeMs }) => oldestAgeMs)),
    partitions_ahead: partitions.daysAhead,
    default_partition_used: partitions.isDefaultUsed,
    egress_allow: [...new Set(workers.flatMap(({ egress_allow }) => egress_allow))],
    differing_tokens: differing.map(({ id, name, differing_posts: posts }) => ({ id, name, posts })),
    can_mail: workers.length === 0 ? null : workers.every(({ can_mail }) => can_mail),
  };
}

async function orUnavailable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw ledgerUnavailable(cause);
  }
}
