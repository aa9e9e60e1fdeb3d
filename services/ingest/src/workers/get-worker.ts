import type { Database } from '@upshot/ledger/connect';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeWorker, workerSchema } from './describe-worker.ts';
import { findWorker, workerParams } from './find-worker.ts';

/** One worker. */
export function getWorker(database: Database) {
  return defineEndpoint({
    operationId: 'getWorker',
    summary: 'Get a worker',
    tag: 'workers',
    params: workerParams,
    answers: { 200: { description: 'The worker.', schema: workerSchema } },
    problems: ['worker_not_found'],
    async handle({ params }) {
      return describeWorker(await findWorker(database, params.worker));
    },
  });
}
