import type { Database } from '@upshot/ledger/connect';
import { pingLedger } from '@upshot/ledger/ping';
import type { QueueState } from '@upshot/runtime/redis-check';
import { Type } from 'typebox';
import { answerInTime, ledgerUnavailable } from '../http/problems/answer-in-time.ts';
import { defineEndpoint } from '../http/endpoint.ts';

/** Answers 200 when activities can be recorded. Without Redis they still can: the relay dispatches them. */
export function getReadyz(database: Database, readQueueState: () => Promise<QueueState>) {
  return defineEndpoint({
    operationId: 'getReadyz',
    summary: 'Can activities be recorded?',
    tag: 'service',
    answers: {
      200: {
        description:
          'Yes. `queue` is "degraded" while Redis is unreachable, and "evicting" while its maxmemory-policy lets it ' +
          'delete keys: runs may then start late.',
        schema: Type.Object({
          status: Type.Literal('ok'),
          ledger: Type.Literal('ok'),
          queue: Type.Enum(['ok', 'degraded', 'evicting']),
        }),
      },
    },
    problems: ['ledger_unavailable'],
    async handle() {
      await ping(database);
      return { status: 'ok', ledger: 'ok', queue: await readQueueState() };
    },
  });
}

async function ping(database: Database): Promise<void> {
  try {
    await answerInTime(pingLedger(database));
  } catch (cause) {
    throw ledgerUnavailable(cause);
  }
}
