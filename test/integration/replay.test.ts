import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { callApi, project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { adminToken, startIngest } from '@upshot/testing/processes';
import { callsOf, type IntegrationCalls } from './integration-calls.ts';

interface Replay {
  readonly replay: string;
  readonly count: { readonly activities: number; readonly runs: number };
  readonly truncated: boolean;
  readonly runs: readonly {
    readonly run: string;
    readonly activity: string;
    readonly replay_of: string | null;
  }[];
}

const deliveries: IncomingHttpHeaders[] = [];
const receiver = createServer((request, response) => {
  deliveries.push(request.headers);
  request.resume().on('end', () => response.end());
});

let system: TestSystem;
let calls: IntegrationCalls;
let receiverAt: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  receiverAt = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  system = await startSystem({
    workers: 2,
    environment: { UPSHOT_EGRESS_ALLOW: '127.0.0.0/8', UPSHOT_RELAY_MS: '200' },
  });
  calls = callsOf(system);
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  receiver.close();
});

const replay = async (body: object, call = system.call) =>
  (await call('POST', `/projects/${project}/replays`, body)) as Replay;

it('fires a recorded activity again: a new run with a new trace, which names the run it repeats', async () => {
  const script =
    "var s = require('storage'); var n = (s.get('n') || 0) + 1; s.set('n', n); console.log(activity.id, n)";
  const integration = await system.addIntegration({ type: 'script', script, events: ['replay.one'] });
  const { matched } = await system.post(await pushActivity('one', { type: 'replay.one' }));
  await calls.finals(integration, 1);
  const { runs, replay: id } = await replay({ activities: ['one'] });
  expect(runs).toMatchObject([{ activity: 'one', replay_of: matched[0]?.run }]);
  const [first, second] = await calls.finals(integration, 2);
  expect([first?.output, second?.output]).toEqual(['one 1', 'one 2']);
  expect(second).toMatchObject({ run_id: runs[0]?.run, replay_id: id, replay_of: first?.run_id });
  expect(second?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(second?.trace_id).not.toBe(first?.trace_id);
  const shown = await system.call('GET', `/projects/${project}/runs/${runs[0]?.run}`);
  expect(shown).toMatchObject({ state: 'finished', replay: id, replay_of: first?.run_id });
});

it('repeats failed runs with the fixed script, and with script: original in the earlier version', async () => {
  const broken = "if (activity.id.endsWith('3')) throw new Error('broken'); console.log('v1')";
  const integration = await system.addIntegration({
    type: 'script',
    script: broken,
    events: ['replay.fix'],
  });
  for (let n = 0; n < 5; n++) await system.post(await pushActivity(`fix${n}`, { type: 'replay.fix' }));
  const failed = (await calls.finals(integration, 5)).filter(({ outcome }) => outcome === 'failed');
  expect(failed.length).toBe(1);
  await system.call('PATCH', `/projects/${project}/integrations/${integration}`, {
    script: "console.log('v2')",
  });

  const ask = { filter: { type: ['replay.*'], outcome: ['failed'] }, integrations: [integration] };
  const original = await replay({ ...ask, script: 'original' });
  expect(original.runs).toMatchObject([{ activity: 'fix3', replay_of: failed[0]?.run_id }]);
  const again = (await calls.finals(integration, 6)).at(-1);
  expect(again).toMatchObject({ outcome: 'failed', script_version: 1, replay_of: failed[0]?.run_id });

  const fixed = await replay(ask);
  expect(fixed.runs).toMatchObject([{ activity: 'fix3', replay_of: again?.run_id }]);
  const last = (await calls.finals(integration, 7)).at(-1);
  expect(last).toMatchObject({
    outcome: 'succeeded',
    script_version: 2,
    output: 'v2',
    replay_of: again?.run_id,
  });
  expect((await replay(ask)).count.runs).toBe(0);
});

it('replays many by filter as the dry run said, in order, with an exact counter, during other posts', async () => {
  const script = `
    var storage = require('storage');
    storage.set('counter', (storage.get('counter') || 0) + 1);
    console.log(activity.id)`;
  const integration = await system.addIntegration({ type: 'script', script, events: ['replay.many'] });
  const post = async (id: string) => system.post(await pushActivity(id, { type: 'replay.many' }));
  const ids = Array.from({ length: 200 }, (_, n) => `many${String(n).padStart(3, '0')}`);
  await calls.postAll(ids, 'replay.many');
  const to = new Date(Date.now() + 1).toISOString();
  const ask = { filter: { type: ['replay.many'], to }, limit: 10_000 };
  await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(to)));
  const dry = await replay({ ...ask, dry_run: true });
  expect(dry).toMatchObject({ count: { activities: 200, runs: 200 }, truncated: false });
  const others = Promise.all(Array.from({ length: 100 }, (_, n) => post(`other${n}`)));
  const fired = await Promise.all([replay(ask), replay(ask), replay(ask)]);
  await others;
  expect(fired.map(({ count }) => count)).toEqual([dry.count, dry.count, dry.count]);
  const entries = await calls.finals(integration, 900);
  expect(new Set(entries.map(({ run_id }) => run_id)).size).toBe(900);
  for (const answer of fired) {
    const outputs = entries
      .filter(({ replay_id }) => replay_id === answer.replay)
      .map(({ output }) => output);
    expect(outputs).toEqual(ids);
  }
  const stored = await system.query('select key, value from storage where integration_id = $1', [
    integration,
  ]);
  expect(stored).toEqual([{ key: 'counter', value: '900' }]);
});

it('delivers a replayed webhook as a new delivery with an id of its own', async () => {
  const url = `http://${receiverAt}/hook`;
  const integration = await system.addIntegration({ type: 'webhook', url, events: ['replay.hook'] });
  await system.post(await pushActivity('hook', { type: 'replay.hook' }));
  const [first] = await calls.finals(integration, 1);
  const { runs } = await replay({ activities: ['hook'] });
  await calls.finals(integration, 2);
  expect(deliveries.map((headers) => headers['webhook-id'])).toEqual([first?.run_id, runs[0]?.run]);
  expect(runs[0]?.replay_of).toBe(first?.run_id);
});

it('loses no run when the wake-up after the commit is lost: the relay finds them', async () => {
  const script = 'console.log(activity.id)';
  const integration = await system.addIntegration({ type: 'script', script, events: ['replay.lost'] });
  for (const id of ['lost1', 'lost2']) await system.post(await pushActivity(id, { type: 'replay.lost' }));
  await calls.finals(integration, 2);
  await using mute = await startIngest({
    DATABASE_URL: system.databaseUrl,
    REDIS_URL: system.redisUrl,
    UPSHOT_QUEUE_PREFIX: '{unused}',
  });
  const { count } = await replay({ activities: ['lost1', 'lost2'] }, callApi(mute.url));
  expect(count.runs).toBe(2);
  const entries = await calls.finals(integration, 4);
  expect(entries.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => 'succeeded'));
});

it('survives the death of ingest: with its key the request can be sent again, and fires once', async () => {
  const script = 'console.log(activity.id)';
  const integration = await system.addIntegration({ type: 'script', script, events: ['replay.killed'] });
  const ids = Array.from({ length: 300 }, (_, n) => `killed${n}`);
  await calls.postAll(ids, 'replay.killed');
  await calls.finals(integration, 300);
  const mortal = await startIngest({
    DATABASE_URL: system.databaseUrl,
    REDIS_URL: system.redisUrl,
    UPSHOT_QUEUE_PREFIX: '{unused}',
  });
  const ask = async (url: string) => {
    const response = await fetch(`${url}/api/projects/${project}/replays`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/json',
        'idempotency-key': 'once',
      },
      body: JSON.stringify({ activities: ids }),
    });
    expect(response.status).toBe(202);
    return (await response.json()) as Replay;
  };
  const doomed = ask(mortal.url).catch(() => undefined);
  await eventually(async () => {
    const [row] = await system.query<{ busy: boolean }>(
      `select exists (select from pg_locks where locktype = 'advisory')
         or exists (select from replays where idempotency_key = 'once') as busy`,
    );
    expect(row?.busy).toBe(true);
  });
  await mortal.kill();
  await doomed;
  expect((await ask(system.url)).count.runs).toBe(300);
  const entries = await calls.finals(integration, 600);
  expect(entries.filter(({ replay_of }) => replay_of !== null).length).toBe(300);
  await mortal[Symbol.asyncDispose]();
});

it('begins nothing more of a replay that is cancelled while an attempt of it is under way', async () => {
  const held: (() => void)[] = [];
  const slow = createServer((request, response) => {
    request.resume().on('end', () => void held.push(() => response.end()));
  });
  await new Promise<void>((resolve) => slow.listen(0, receiverAt.split(':')[0], resolve));
  const { port } = slow.address() as AddressInfo;
  const url = `http://${receiverAt.split(':')[0]}:${port}/`;
  const fields = { type: 'webhook', url, events: ['replay.cancelled'], concurrency: 1 };
  const ids = ['c1', 'c2', 'c3', 'c4'];
  for (const id of ids) await system.post(await pushActivity(id, { type: 'replay.cancelled' }));
  const integration = await system.addIntegration(fields);
  const { replay: id } = await replay({ activities: ids, integrations: [integration] });
  await eventually(() => expect(held).toHaveLength(1));
  const status = await system.call('POST', `/projects/${project}/replays/${id}/cancel`);
  expect(status).toMatchObject({ runs: 4, pending: 4 });
  held[0]?.();
  const outcomes = (await calls.finals(integration, 4)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['succeeded', 'cancelled', 'cancelled', 'cancelled']);
  expect(held).toHaveLength(1);
  expect(await system.call('GET', `/projects/${project}/replays/${id}`)).toMatchObject({
    done: 4,
    succeeded: 1,
    cancelled: 3,
  });
  slow.close();
});
