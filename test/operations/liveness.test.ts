import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@upshot/testing/eventually';
import { startWorker, type TestProcess } from '@upshot/testing/processes';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTcpProxy } from '../faults/tcp-proxy.ts';
import { operationsUrl } from './support/exposition.ts';

const LIVENESS_MS = 4000;

let system: TestSystem;
beforeEach(async () => {
  system = await startSystem({
    workers: 0,
    environment: { UPSHOT_HEALTH_WORKERS_MS: '1000', UPSHOT_HEALTH_MS: '200' },
  });
});
afterEach(() => system[Symbol.asyncDispose]());

const environment = (over: Readonly<Record<string, string>> = {}) => ({
  DATABASE_URL: system.databaseUrl,
  REDIS_URL: system.redisUrl,
  UPSHOT_QUEUE_PREFIX: system.queuePrefix,
  UPSHOT_METRICS_PORT: '0',
  UPSHOT_LIVENESS_MS: String(LIVENESS_MS),
  ...over,
});

async function probe(worker: TestProcess, path: '/livez' | '/readyz') {
  const response = await fetch(`${await operationsUrl(worker)}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const expectLive = (worker: TestProcess) =>
  eventually(async () =>
    expect(await probe(worker, '/livez')).toMatchObject({ status: 200, body: { status: 'ok' } }),
  );

const expectStalled = (worker: TestProcess, reason: string) =>
  eventually(async () =>
    expect(await probe(worker, '/livez')).toMatchObject({
      status: 503,
      body: { status: 'stalled', consumption: { reason } },
    }),
  );

const claimsNone = 'work is due, and this worker claims none';

/** A way to a server that can be blocked. */
async function proxyTo(url: string) {
  const target = new URL(url);
  const proxy = await startTcpProxy(Number(target.port));
  target.port = String(proxy.port);
  return { url: target.href, proxy };
}

test('a worker without work is alive and ready, and says what it reaches', async () => {
  await using worker = await startWorker(environment());
  await expectLive(worker);
  await eventually(async () =>
    expect(await probe(worker, '/readyz')).toMatchObject({
      status: 200,
      body: { status: 'ok', ledger: 'ok', queue: 'ok' },
    }),
  );
});

test('a worker that Redis gives no lanes is not alive while work is due, and is again afterwards', async () => {
  const { url, proxy } = await proxyTo(system.redisUrl);
  await using _proxy = proxy;
  await using worker = await startWorker(environment({ REDIS_URL: url }));
  await expectLive(worker);
  proxy.suffer('black hole');
  await system.addIntegration({ type: 'script', script: '0', events: ['*'] });
  await system.post(await pushActivity('waits'));
  await expectStalled(worker, claimsNone);
  expect(await probe(worker, '/readyz')).toMatchObject({
    status: 503,
    body: { ledger: 'ok', queue: 'degraded' },
  });
  expect(await worker.log()).toContain('the worker does not consume');
  proxy.suffer(undefined);
  await expectLive(worker);
  await system.logged(1);
});

test('a worker that PostgreSQL does not answer is not alive, and is again afterwards', async () => {
  const { url, proxy } = await proxyTo(system.databaseUrl);
  await using _proxy = proxy;
  await using worker = await startWorker(environment({ DATABASE_URL: url }));
  await expectLive(worker);
  proxy.suffer('black hole');
  await expectStalled(worker, 'the ledger does not say whether work is due');
  expect(await probe(worker, '/readyz')).toMatchObject({ status: 503, body: { ledger: 'unavailable' } });
  proxy.suffer(undefined);
  await expectLive(worker);
});

test('a worker whose slots are all held is not alive while work is due, and is again afterwards', async () => {
  const held: ServerResponse[] = [];
  const receiver = createServer((_request, response) => void held.push(response));
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await using worker = await startWorker(
    environment({
      UPSHOT_EGRESS_ALLOW: '127.0.0.0/8',
      UPSHOT_MAX_SLOTS: '1',
      UPSHOT_SCRIPT_WALL_MS: '3600000',
      UPSHOT_FETCH_MS: '600000',
    }),
  );
  for (let n = 0; n < 2; n++)
    await system.addIntegration({ type: 'script', script: `fetch('${url}')`, events: ['*'] });
  await system.post(await pushActivity('holds'));
  await eventually(() => expect(held).toHaveLength(1));
  await expectStalled(worker, claimsNone);
  receiver.on('request', (_request, response: ServerResponse) => response.end());
  for (const response of held) response.end();
  await system.logged(2);
  await expectLive(worker);
  receiver.closeAllConnections();
  receiver.close();
});

test('ingest says when no worker consumes, in its log and in /readyz?verbose', async () => {
  const consuming = async () => {
    const response = await fetch(`${system.url}/readyz?verbose`);
    return ((await response.json()) as { workers: { consuming: boolean } }).workers.consuming;
  };
  await system.addIntegration({ type: 'script', script: '0', events: ['*'] });
  expect(await consuming()).toBe(true);
  await system.post(await pushActivity('waits'));
  await eventually(async () => expect(await consuming()).toBe(false));
  await eventually(async () => expect(await system.ingest.log()).toContain('no worker claims a lane'));
  await using _worker = await startWorker(environment());
  await eventually(async () => expect(await consuming()).toBe(true));
  await eventually(async () => expect(await system.ingest.log()).toContain('workers claim lanes again'));
});
