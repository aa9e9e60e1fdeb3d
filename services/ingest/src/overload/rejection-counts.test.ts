import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '@upshot/runtime/logger';
import { createMetrics } from '@upshot/runtime/metrics';
import { Problem } from '@upshot/shared/problem';
import { expect, test } from 'vitest';
import { createEvents } from '../events.ts';
import { ingestMetrics } from '../metrics.ts';
import { createRejectionCounts } from './rejection-counts.ts';
import { createServer } from '../http/server.ts';

test('the log says how many requests were rejected by problem, and nothing without rejections', async () => {
  const told: unknown[] = [];
  const metrics = createMetrics(ingestMetrics);
  const requestsRejected = (rejected: object) => void told.push(rejected);
  using counts = createRejectionCounts({ requestsRejected, metrics }, 20);
  for (const code of ['overloaded', 'too_many_requests', 'overloaded'] as const) counts.count(code);
  await expect.poll(() => told).toEqual([{ overloaded: 2, too_many_requests: 1 }]);
  await delay(60);
  expect(told).toHaveLength(1);
});

test('every answer with retry-after counts, and the rest is logged at the end', async () => {
  const told: unknown[] = [];
  const logger = createLogger('test', 'silent');
  const events = {
    ...createEvents(logger),
    requestsRejected: (rejected: object) => void told.push(rejected),
  };
  const app = createServer({ logger, events, maxBodyBytes: 1000, maxBytesInFlight: 1000 });
  app.get('/later', () => {
    throw new Problem('too_many_pending_runs', 'Later.', { retryAfterSeconds: 5 });
  });
  expect((await app.inject('/later')).headers['retry-after']).toBe('5');
  await app.inject('/nowhere');
  await app.close();
  expect(told).toEqual([{ too_many_pending_runs: 1 }]);
});
