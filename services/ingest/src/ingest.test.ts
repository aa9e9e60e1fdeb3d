import { randomBytes } from 'node:crypto';
import { startTelemetry } from '@upshot/runtime/telemetry';
import { createLogger } from '@upshot/runtime/logger';
import { readConfig } from '@upshot/runtime/config';
import { openLaneQueue } from '@upshot/runtime/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectForTest, createTestDatabase, type TestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { createTestRedis, type TestRedis } from '@upshot/testing/redis';
import { startIngest } from './ingest.ts';
import { ingestSettings } from './settings.ts';
import type { TestDocument } from './testing/test-app.ts';

let ledger: TestDatabase;
let redis: TestRedis;
const telemetry = startTelemetry('test');
const adminToken = 'a-bootstrap-token-of-enough-letters';

beforeAll(async () => {
  [ledger, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
});
afterAll(async () => {
  await telemetry[Symbol.asyncDispose]();
  await Promise.all([ledger, redis].map((item) => item[Symbol.asyncDispose]()));
});

async function start(more: NodeJS.ProcessEnv = {}) {
  const config = readConfig(ingestSettings, {
    DATABASE_URL: ledger.url,
    REDIS_URL: redis.url,
    UPSHOT_QUEUE_PREFIX: redis.prefix,
    UPSHOT_SECRET_KEY: randomBytes(32).toString('base64'),
    UPSHOT_ADMIN_TOKEN: adminToken,
    HOST: '127.0.0.1',
    PORT: '0',
    UPSHOT_LINGER_MS: '200',
    ...more,
  });
  const service = await startIngest(config, createLogger('test', 'silent'));
  const send = (method: string, path: string, body?: unknown, headers = {}) =>
    fetch(`http://127.0.0.1:${service.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { service, send };
}

test('a posted activity is recorded with its pending run, in its trace, and its lane is woken', async () => {
  const { service, send } = await start();
  await using _service = service;
  await send('PUT', '/api/projects/demo', { title: 'Demo' });
  await send('POST', '/api/projects/demo/integrations', { type: 'script', script: ';' });
  const traceId = 'ab'.repeat(16);
  const body = { id: 'a', type: 'environment.push', state: 'complete' };
  const response = await send('POST', '/api/projects/demo/activities', body, {
    traceparent: `00-${traceId}-${'cd'.repeat(8)}-01`,
  });
  expect(response.status).toBe(202);
  const receipt = (await response.json()) as TestDocument;
  expect(receipt.trace_id).toBe(traceId);

  const run = (await (
    await send('GET', `/api/projects/demo/runs/${receipt.matched[0]?.run}`)
  ).json()) as TestDocument;
  expect(run).toMatchObject({ state: 'pending', activity: 'a', trace_id: traceId });
  const database = connectForTest(ledger.url, { maxConnections: 1 });
  const { traceparent } = await database
    .selectFrom('pending_runs')
    .select('traceparent')
    .executeTakeFirstOrThrow();
  await database.destroy();
  expect(traceparent).toMatch(new RegExp(`^00-${traceId}-(?!cdcdcdcdcdcdcdcd)[0-9a-f]{16}-01$`));

  const queue = openLaneQueue(redis.url, redis.prefix);
  await eventually(async () =>
    expect((await queue.getWaiting()).map(({ data }) => data)).toEqual([
      { lane: `${receipt.matched[0]?.integration}.0` },
    ]),
  );
  await queue.close();
});

test('problems carry the trace of their request', async () => {
  const { service, send } = await start();
  await using _service = service;
  const problem = (await (await send('GET', '/api/projects/none')).json()) as TestDocument;
  expect(problem.trace_id).toMatch(/^[0-9a-f]{32}$/);
});

test('without Redis activities are accepted all the same', async () => {
  const { service, send } = await start({ REDIS_URL: 'redis://127.0.0.1:1' });
  await using _service = service;
  await send('PUT', '/api/projects/alone', { title: 'Alone' });
  await send('POST', '/api/projects/alone/integrations', { type: 'script', script: ';' });
  const response = await send('POST', '/api/projects/alone/activities', {
    id: 'a',
    type: 'environment.push',
    state: 'complete',
  });
  expect(response.status).toBe(202);
  const ready = await send('GET', '/readyz');
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ queue: 'degraded' });
});

test('shutting down finishes the requests under way and takes no more', async () => {
  const { service, send } = await start();
  await send('PUT', '/api/projects/drain', { title: 'Drain' });
  const sent = Array.from({ length: 50 }, (_, n) =>
    send('POST', '/api/projects/drain/activities', { id: `a${n}`, type: 't', state: 'complete' }),
  );
  await sent[0];
  const closed = service[Symbol.asyncDispose]();
  const results = await Promise.allSettled(sent);
  await closed;
  const statuses = results.map((result) => (result.status === 'fulfilled' ? result.value.status : 'refused'));
  expect(statuses.every((status) => status === 202 || status === 503 || status === 'refused')).toBe(true);
  const database = connectForTest(ledger.url, { maxConnections: 1 });
  const recorded = await database
    .selectFrom('activities')
    .select('id')
    .where('project_id', '=', 'drain')
    .execute();
  await database.destroy();
  const accepted = statuses.flatMap((status, n) => (status === 202 ? [`a${n}`] : []));
  expect(recorded.map(({ id }) => id)).toEqual(expect.arrayContaining(accepted) as string[]);
  await expect(send('GET', '/livez')).rejects.toThrow('fetch failed');
});

test('every mistake in the configuration is reported at once, and no secret with it', () => {
  const environment = { UPSHOT_ADMIN_TOKEN: 'short-secret', PORT: '99999', LOG_LEVEL: 'loud' };
  let message = '';
  try {
    readConfig(ingestSettings, environment);
  } catch (error) {
    ({ message } = error as Error);
  }
  for (const name of [
    'DATABASE_URL',
    'REDIS_URL',
    'UPSHOT_SECRET_KEY',
    'UPSHOT_ADMIN_TOKEN',
    'PORT',
    'LOG_LEVEL',
  ])
    expect(message).toContain(name);
  expect(message).not.toContain('short-secret');
});

test.each([
  ['UPSHOT_ADMIN_TOKEN', `${'a'.repeat(40)} b`],
  ['UPSHOT_ADMIN_TOKEN', 'ü'.repeat(40)],
  ['UPSHOT_MAX_BODY_BYTES', String(41 * 1024 * 1024)],
])('%s is refused as %s', (name, value) => {
  expect(() => readConfig(ingestSettings, { [name]: value })).toThrow(new RegExp(`${name} must`));
});

test('without a setting only this machine is listened to', () => {
  expect(ingestSettings.host.default).toBe('127.0.0.1');
});
