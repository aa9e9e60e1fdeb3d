import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@upshot/local/free-port';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { adminToken, startIngest, startWorker, type TestProcess } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { callApi, project, pushActivity } from '@upshot/testing/system';

const ROUNDS = Number(process.env['UPSHOT_ROLLING_RESTARTS'] ?? 2);

/** How long the runs may take that are pending in the end: some hundreds, while others use the processors, too. */
const DRAIN_MS = 120_000;

it(
  'restarts ingests and workers one after the other under load: no request is cut off, no attempt interrupted',
  { timeout: 60_000 + ROUNDS * 45_000 + DRAIN_MS },
  async () => {
    await using parts = new AsyncDisposableStack();
    const database = parts.use(await createTestDatabase());
    const redis = parts.use(await createTestRedis());
    const environment = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      UPSHOT_QUEUE_PREFIX: redis.prefix,
    };
    const ports = [String(await freePort()), String(await freePort())];
    const ingests = await Promise.all(ports.map((PORT) => startIngest({ ...environment, PORT })));
    const workers = await Promise.all([startWorker(environment), startWorker(environment)]);
    parts.defer(
      async () =>
        void (await Promise.all([...ingests, ...workers].map((item) => item[Symbol.asyncDispose]()))),
    );
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    const call = callApi(urls[0] ?? '');
    await call('PUT', `/projects/${project}`, { title: 'Shop' });
    await call('POST', `/projects/${project}/integrations`, {
      type: 'script',
      script: `const s = require('storage'); s.set('n', (s.get('n') || 0) + 1); for (let i = 0; i < 2e5; i++);`,
    });

    const producer = await startProducing(urls);
    for (let round = 0; round < ROUNDS; round++) {
      const at = round % 2;
      await restart(workers, at, () => startWorker(environment));
      await restart(ingests, at, () => startIngest({ ...environment, PORT: ports[at] ?? '' }));
    }
    const { acknowledged, refused, unaccepted, cutOff } = await producer.stop();
    console.log(
      `${ROUNDS} rolling restarts: ${acknowledged} acknowledged, ${refused} refused, ` +
        `${unaccepted} reset before they were accepted, ${cutOff.length} cut off`,
    );

    expect(cutOff).toEqual([]);
    expect(unaccepted).toBeLessThanOrEqual(Math.ceil(ROUNDS / 10));
    expect(acknowledged).toBeGreaterThan(ROUNDS * 10);
    const client = new Client(database.url);
    await client.connect();
    parts.defer(() => client.end());
    await eventually(
      async () => {
        const { rows } = await client.query(
          `select count(*)::int as entries, count(distinct activity_id)::int as activities, max(attempt) as attempts,
             (select value::int from storage) as counter, (select count(*)::int from pending_runs) as pending
           from activity_log where outcome = 'succeeded'`,
        );
        const counts = { entries: acknowledged, activities: acknowledged, counter: acknowledged };
        expect(rows).toEqual([{ ...counts, attempts: 1, pending: 0 }]);
      },
      { withinMs: DRAIN_MS },
    );
  },
);

async function restart<P extends TestProcess>(
  members: P[],
  at: number,
  start: () => Promise<P>,
): Promise<void> {
  await members[at]?.stop();
  expect(await members[at]?.exited).toBe('exit code 0');
  await members[at]?.[Symbol.asyncDispose]();
  members[at] = await start();
}

/**
 * Posts over connections that are kept open, to one ingest after the other, until each activity is acknowledged.
 * Tells how often a request was not begun with, and every other way in which it was not answered with a 202.
 */
async function startProducing(urls: readonly string[]) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const template = await pushActivity('template');
  const stopping = new AbortController();
  const cutOff: string[] = [];
  let acknowledged = 0;
  let refused = 0;
  let unaccepted = 0;
  const producing = (async () => {
    for (let index = 0; !stopping.signal.aborted; index++) {
      const body = JSON.stringify({ ...template, id: `rolling${index}` });
      for (let attempt = index; ; attempt++) {
        const outcome = await post(agent, urls[attempt % urls.length] ?? '', body);
        if (outcome === 202) break;
        // No server listens, or it is shutting down: neither has begun the request.
        if (outcome === 'ECONNREFUSED on a new connection' || outcome === 503) refused++;
        // The system had queued the connection when the server stopped listening: the server never saw it.
        else if (outcome === 'ECONNRESET on a new connection') unaccepted++;
        else cutOff.push(`rolling${index}: ${String(outcome)}`);
        await delay(20);
      }
      acknowledged++;
      await delay(10);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await producing;
      agent.destroy();
      return { acknowledged, refused, unaccepted, cutOff };
    },
  };
}

function post(agent: Agent, url: string, body: string): Promise<number | string> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  return new Promise((resolve) => {
    const sent = request(`${url}/api/projects/${project}/activities`, { method: 'POST', agent, headers });
    sent.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      resolve(`${error.code ?? error.message} on a ${sent.reusedSocket ? 'kept' : 'new'} connection`);
    });
    sent.end(body);
  });
}
