import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@upshot/local/free-port';
import { startRedis } from '@upshot/local/redis';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { adminToken, startIngest, startWorker, type TestProcess } from '@upshot/testing/processes';
import { childrenOf } from '@upshot/testing/children';
import { callApi, project, pushActivity } from '@upshot/testing/system';

const activities = 2000;

const counterScript = `
const storage = require('storage');
const counter = (storage.get('counter') || 0) + 1;
storage.set('counter', counter);
console.log(counter);
`;

/**
 * In the middle of 2,000 activities, each answered by a counting script and by a webhook: kill -9 of a worker, of a
 * slot, of ingest, and of Redis together with its data.
 */
it(
  'loses nothing and doubles no outcome when a worker, a slot, ingest and Redis with its data are killed',
  { timeout: 180_000 },
  async () => {
    await using parts = new AsyncDisposableStack();
    const database = parts.use(await createTestDatabase());
    const client = new Client(database.url);
    await client.connect();
    parts.defer(() => client.end());
    const received = new Map<string, number>();
    const receiver = createServer((request, response) => {
      const id = String(request.headers['webhook-id']);
      received.set(id, (received.get(id) ?? 0) + 1);
      request.resume().on('end', () => response.end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    parts.defer(() => void receiver.close());
    const { port } = receiver.address() as AddressInfo;

    const directory = await mkdtemp(join(tmpdir(), 'upshot-redis-'));
    const redisPort = await freePort();
    const startEmptyRedis = async () => {
      await rm(join(directory, 'data'), { recursive: true, force: true });
      return await startRedis({ directory, port: redisPort });
    };
    let redis = await startEmptyRedis();
    parts.defer(async () => {
      await redis.stop();
      await rm(directory, { recursive: true, force: true });
    });

    const ingestPort = String(await freePort());
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PORT: ingestPort,
      UPSHOT_EGRESS_ALLOW: `127.0.0.1:${port}`,
      UPSHOT_LOCK_MS: '3000',
    };
    let ingest = await startIngest(environment);
    parts.defer(() => ingest.kill());
    const workers: TestProcess[] = await Promise.all([startWorker(environment), startWorker(environment)]);
    parts.defer(async () => void (await Promise.all(workers.map((worker) => worker.kill()))));

    const call = callApi(ingest.url);
    await call('PUT', `/projects/${project}`, { title: 'Shop' });
    await call('POST', `/projects/${project}/integrations`, { type: 'script', script: counterScript });
    await call('POST', `/projects/${project}/integrations`, {
      type: 'webhook',
      url: `http://127.0.0.1:${port}/`,
    });

    const acknowledged = new Set<string>();
    const url = `${ingest.url}/api/projects/${project}/activities`;
    const bodies = await Promise.all(
      Array.from({ length: activities }, (_, index) => pushActivity(`kill${index}`)),
    );
    const producing = produce(url, bodies, acknowledged);

    await reached(acknowledged, 300);
    await workers[0]?.kill();
    workers[0] = await startWorker(environment);
    await reached(acknowledged, 600);
    for (const worker of workers)
      for (const slot of (await childrenOf(worker.pid)).slice(0, 1)) process.kill(slot, 'SIGKILL');
    await reached(acknowledged, 900);
    await ingest.kill();
    ingest = await startIngest(environment);
    await reached(acknowledged, 1200);
    await redis.kill();
    redis = await startEmptyRedis();
    await producing;

    expect(acknowledged.size).toBe(activities);
    await eventually(
      async () => {
        const { rows } = await client.query('select count(*)::int as pending from pending_runs');
        expect(rows).toEqual([{ pending: 0 }]);
      },
      { withinMs: 90_000 },
    );
    const { rows: finals } = await client.query(
      `select integration_type, count(*)::int as entries, count(distinct run_id)::int as runs,
         count(distinct activity_id)::int as activities
       from activity_log where is_final group by integration_type order by 1`,
    );
    expect(finals).toEqual([
      { integration_type: 'script', entries: activities, runs: activities, activities },
      { integration_type: 'webhook', entries: activities, runs: activities, activities },
    ]);
    const { rows: gaps } = await client.query(
      'select run_id from activity_log group by run_id having max(attempt) <> count(*) or min(attempt) <> 1',
    );
    expect(gaps).toEqual([]);
    const { rows: counts } = await client.query(
      `select (select value::int from storage) as counter,
         count(distinct outcome)::int as outcomes, min(outcome) as outcome,
         count(distinct output)::int as numbers
       from activity_log where integration_type = 'script' and is_final`,
    );
    expect(counts).toEqual([{ counter: activities, outcomes: 1, outcome: 'succeeded', numbers: activities }]);
    expect(received.size).toBe(activities);
    const { rows: repeated } = await client.query(
      `select run_id from activity_log where integration_type = 'webhook' group by run_id having count(*) > 1`,
    );
    const doubled = [...received].filter(([, times]) => times > 1).map(([id]) => id);
    expect(repeated.map(({ run_id }) => String(run_id))).toEqual(expect.arrayContaining(doubled));
  },
);

async function reached(acknowledged: ReadonlySet<string>, count: number): Promise<void> {
  await eventually(() => expect(acknowledged.size).toBeGreaterThanOrEqual(count), { withinMs: 60_000 });
}

/** Posts like a careful producer: again and again, until each activity is answered with a 2xx. */
async function produce(
  url: string,
  bodies: readonly { id: string }[],
  acknowledged: Set<string>,
): Promise<void> {
  const waiting = [...bodies];
  const connection = async () => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
      while (!(await post(url, body))) await delay(50);
      acknowledged.add(body.id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, connection));
}

async function post(url: string, body: unknown): Promise<boolean> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(
    () => undefined,
  );
  await response?.text().catch(() => undefined);
  if (response !== undefined && ![202, 429, 503].includes(response.status)) {
    throw new Error(`an activity was answered with ${response.status}`);
  }
  return response?.status === 202;
}
