import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

interface Item {
  readonly _id?: string;
  readonly data?: { readonly timestamp: string; readonly message: string };
  readonly seal?: boolean;
}

/** Answers when the test says so. */
const waiting: ServerResponse[] = [];
const receiver = createServer((_request, response) => void waiting.push(response));

let system: TestSystem;
let base: string;

beforeAll(async () => {
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  system = await startSystem({ workers: 2, environment: { UPSHOT_EGRESS_ALLOW: '127.0.0.1' } });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  receiver.closeAllConnections();
  receiver.close();
});

/** Posts an activity for a new script; returns the address of its run's log. */
async function startRun(
  type: string,
  script: string,
): Promise<{ run: string; log: string; integration: string }> {
  const integration = await system.addIntegration({ type: 'script', script, events: [type] });
  await system.call('POST', `/projects/${project}/integrations/${integration}/variables`, {
    name: 'token',
    value: 'open-sesame',
    is_sensitive: true,
  });
  const { matched } = await system.post(await pushActivity(`of-${type}`, { type }));
  const run = matched.find((item) => item.integration === integration)?.run ?? '';
  const log = `${system.url}/api/projects/${project}/integrations/${integration}/activities/${run}/log`;
  return { run, log, integration };
}

async function* readItems(address: string): AsyncGenerator<Item> {
  const response = await fetch(address, { headers: { authorization: `Bearer ${adminToken}` } });
  const body = Readable.fromWeb(response.body as ReadableStream);
  for await (const line of createInterface({ input: body })) yield JSON.parse(line) as Item;
}

async function readAll(address: string): Promise<readonly Item[]> {
  return await collect(readItems(address));
}

async function collect(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const messagesOf = (items: readonly Item[]) =>
  items.flatMap(({ data }) => (data === undefined ? [] : [data.message]));

it('shows what a script prints while it still runs, and the same items once it is over', async () => {
  const script = `
    console.log('begun', variables.token);
    fetch(${JSON.stringify(base)} + '/jobs/T0123456789ABCDEFGHIJ?token=' + variables.token);
    console.log('done');`;
  const { log } = await startRun('live.one', script);
  const stream = readItems(`${log}?max_delay=-1`);
  const live = [await stream.next(), await stream.next()].map(({ value }) => value as Item);
  expect(messagesOf(live)).toEqual(['begun ******\n', `HTTP request GET ${base}/jobs/******?…\n`]);
  expect(waiting).toHaveLength(1);
  const soFar = await readAll(log);
  expect(soFar).toEqual(live);

  waiting.pop()?.writeHead(202).end('accepted');
  const rest = await collect(stream);
  expect(rest.at(-1)).toEqual({ seal: true });
  expect(messagesOf(rest)).toEqual([
    expect.stringMatching(/^HTTP response 202 Accepted \(\d+ ms\)\n$/),
    'done\n',
  ]);
  const stored = await readAll(log);
  expect(stored.map(({ _id, data }) => [_id, data?.message])).toEqual(
    [...live, ...rest].map(({ _id, data }) => [_id, data?.message]),
  );
  expect(await readAll(`${log}?start_at=2&max_items=1`)).toEqual([stored[2]]);
});

it('stops waiting after max_delay seconds, without a seal', async () => {
  const { log } = await startRun('live.two', `console.log('begun'); fetch(${JSON.stringify(base)})`);
  const items = await readAll(`${log}?max_delay=2`);
  expect(messagesOf(items)).toEqual(['begun\n', `HTTP request GET ${base}/\n`]);
  waiting.pop()?.end();
});

it('names the reason when a request gets no answer', async () => {
  const { log } = await startRun('live.three', `try { fetch('http://10.1.2.3/') } catch (e) {}`);
  const items = await readAll(`${log}?max_delay=-1`);
  expect(messagesOf(items)).toEqual([
    'HTTP request GET http://10.1.2.3/\n',
    expect.stringMatching(/^HTTP response none: .+ \(\d+ ms\)\n$/),
  ]);
});

it('keeps what was shown of an attempt whose worker died', async () => {
  const script = `console.log('begun'); fetch(${JSON.stringify(base)}); console.log('done')`;
  const { run, log } = await startRun('live.four', script);
  const stream = readItems(`${log}?max_delay=-1`);
  await stream.next();
  const [begun] = await system.query<{ begun_by: string }>(
    'select begun_by from pending_runs where id = $1',
    [run],
  );
  const holder = system.workers.find(({ pid }) => begun?.begun_by.includes(`.${pid}.`));
  await holder?.kill();
  await eventually(() => expect(waiting.length).toBeGreaterThanOrEqual(2), { withinMs: 40_000 });
  for (const response of waiting.splice(0)) response.end();
  const rest = await collect(stream);
  expect(rest.at(-1)).toEqual({ seal: true });
  const rows = await system.query<{ attempt: number; outcome: string; output: string }>(
    'select attempt, outcome, output from activity_log where run_id = $1 order by attempt',
    [run],
  );
  expect(rows).toMatchObject([
    { attempt: 1, outcome: 'interrupted', output: `begun\nHTTP request GET ${base}/` },
    { attempt: 2, outcome: 'succeeded', output: expect.stringContaining('done') as string },
  ]);
}, 60_000);
