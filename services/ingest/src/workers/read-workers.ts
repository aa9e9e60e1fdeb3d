import type { Database } from '@upshot/ledger/connect';
import { readWorkers } from '@upshot/ledger/workers/read';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { describeWorker, workerSchema } from './describe-worker.ts';
import { findWorker, workerParams } from './find-worker.ts';

/** The workers that are alive, and those that fell silent within the last day. */
export function listWorkers(database: Database) {
  return defineEndpoint({
    operationId: 'listWorkers',
    summary: 'List workers',
    description:
      'The oldest first. A worker that ends as it should leaves the list at once, a killed one after a day.',
    tag: 'workers',
    answers: { 200: { description: 'The workers.', schema: Type.Array(workerSchema) } },
    async handle() {
      return (await readWorkers(database)).map(describeWorker);
    },
  });
}

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
