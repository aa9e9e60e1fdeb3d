import { eventually } from '@upshot/testing/eventually';
import { startWorker, type TestProcess } from '@upshot/testing/processes';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runUpshot } from '@upshot/testing/run-upshot';
import { operationsUrl } from './support/exposition.ts';

interface Worker {
  readonly id: string;
  readonly state: string;
  readonly lanes: { readonly active: number | null };
}

let system: TestSystem;
let first: TestProcess;
let receiver: Server;
/** The requests of scripts that wait for their answer. */
const waiting: ServerResponse[] = [];

beforeAll(async () => {
  receiver = createServer((_request, response) => void waiting.push(response)).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  system = await startSystem({ workers: 0 });
  first = await start();
  const { port } = receiver.address() as AddressInfo;
  const script = `fetch('http://127.0.0.1:${port}/'); console.log('done')`;
  await system.addIntegration({ type: 'script', script, events: ['*'] });
});

afterAll(async () => {
  await first[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
  receiver.closeAllConnections();
  receiver.close();
});

const start = () =>
  startWorker({
    DATABASE_URL: system.databaseUrl,
    REDIS_URL: system.redisUrl,
    UPSHOT_QUEUE_PREFIX: system.queuePrefix,
    UPSHOT_METRICS_PORT: '0',
    UPSHOT_LIVENESS_MS: '1000',
    UPSHOT_EGRESS_ALLOW: '127.0.0.1',
  });

const list = async () => (await system.call('GET', '/workers')) as readonly Worker[];
const upshot = (line: string) => runUpshot(system.url, line.split(' '), { env: {} });

async function idOf(process: TestProcess): Promise<string> {
  const found = (await list()).find(({ id }) => id.includes(`.${process.pid}.`));
  if (found === undefined) throw new Error(`the worker ${process.pid} is not listed`);
  return found.id;
}

async function probe(worker: TestProcess, path: string) {
  const response = await fetch(`${await operationsUrl(worker)}${path}`);
  return { status: response.status, body: await response.json() };
}

async function answerAll(count: number): Promise<void> {
  for (let answered = 0; answered < count; answered++) {
    const response = await eventually(() => {
      const next = waiting.shift();
      if (next === undefined) throw new Error('no script waits');
      return next;
    });
    response.end('ok');
  }
}

test('a drained worker ends what it runs, claims nothing more, and is alive', async () => {
  const id = await eventually(() => idOf(first));
  await system.post(await pushActivity('d1'));
  await system.post(await pushActivity('d2'));
  await eventually(() => expect(waiting).toHaveLength(1));
  const asked = await upshot(`worker:drain ${id} --wait 0`);
  expect(asked).toMatchObject({ code: 0 });
  await eventually(async () =>
    expect(await probe(first, '/readyz')).toMatchObject({ status: 503, body: { status: 'draining' } }),
  );
  expect(await list()).toMatchObject([{ id, state: 'draining' }]);
  await answerAll(1);
  const drained = await upshot(`worker:drain ${id}`);
  expect(drained).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('is drained: it can be stopped') as string,
  });
  expect(await list()).toMatchObject([{ id, state: 'drained', lanes: { active: 0 } }]);
  expect(await system.query('select attempt, outcome from activity_log')).toEqual([
    { attempt: 1, outcome: 'succeeded' },
  ]);
  await eventually(async () => {
    expect(await system.query('select begun_at from pending_runs')).toEqual([{ begun_at: null }]);
    expect(await probe(first, '/livez')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
  expect((await upshot('worker:list')).stdout).toMatch(/drained/);
});

test('another worker takes over the lanes of a drained one', async () => {
  await using _second = await start();
  await answerAll(1);
  await system.logged(2);
  expect(await system.query('select outcome from activity_log where outcome <> $1', ['succeeded'])).toEqual(
    [],
  );
});

test('a resumed worker claims what waited, and can be stopped after another drain', async () => {
  const id = await idOf(first);
  await system.post(await pushActivity('d3'));
  await upshot(`worker:resume ${id}`);
  await answerAll(1);
  await system.logged(3);
  await eventually(async () => expect(await probe(first, '/readyz')).toMatchObject({ status: 200 }));
  expect(await upshot(`worker:drain ${id.slice(0, -2)}`)).toMatchObject({ code: 0 });
  await first.stop();
  expect(await first.exited).toBe('exit code 0');
  // The second worker was killed, and is listed until it has been silent for a while.
  expect((await list()).filter((worker) => worker.id === id)).toEqual([]);
});
