import type { Database } from '@upshot/ledger/connect';
import { endDrain, requestDrain } from '@upshot/ledger/workers/drain';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeWorker, workerSchema } from './describe-worker.ts';
import { findWorker, workerParams } from './find-worker.ts';

const shared = {
  tag: 'workers',
  params: workerParams,
  answers: { 202: { description: 'The worker as it was at once.', schema: workerSchema } },
  problems: ['worker_not_found'],
} as const;

/** Asks a worker to claim no more lanes. */
export function drainWorker(database: Database) {
  return defineEndpoint({
    ...shared,
    operationId: 'drainWorker',
    summary: 'Drain a worker',
    description:
      'Within five seconds it claims no more lanes, hands over those that it has parked, and ends the runs under ' +
      'way. It goes on as a process, drained, until it is stopped or resumed. No effect when it was asked before.',
    async handle({ params: { worker }, caller }, reply) {
      await requestDrain(database, worker, caller?.tokenId ?? 'bootstrap');
      reply.code(202);
      return describeWorker(await findWorker(database, worker));
    },
  });
}

/** Lets a drained worker claim lanes again. */
export function resumeWorker(database: Database) {
  return defineEndpoint({
    ...shared,
    operationId: 'resumeWorker',
    summary: 'Resume a drained worker',
    description: 'Within five seconds it claims lanes again. No effect when it was not asked to drain.',
    async handle({ params: { worker } }, reply) {
      await endDrain(database, worker);
      reply.code(202);
      return describeWorker(await findWorker(database, worker));
    },
  });
}
