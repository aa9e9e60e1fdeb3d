import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';

/** How each delivery was answered, by path. */
const deliveries: { readonly path: string; readonly status: number; readonly body: string }[] = [];
/** What is answered, by path: 200 where nothing is said. */
const answers = new Map<string, number>();
/** How long every answer takes. */
let answerMs = 0;

function listen(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  const status = answers.get(path) ?? 200;
  deliveries.push({ path, status, body: await text(request) });
  await delay(answerMs);
  response.writeHead(status).end();
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

interface Integration {
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

interface Changed {
  readonly recovered?: number;
  readonly _embedded: { readonly entity: Integration };
}

interface Entry {
  readonly run_id: string;
  readonly activity_id: string;
  readonly attempt: number;
  readonly is_final: boolean;
  readonly outcome: string;
  readonly output: string;
}

let system: TestSystem;
let receiver: Server;
let at: string;

const PAUSE_AFTER_MS = 3000;

beforeAll(async () => {
  receiver = await listen(0);
  at = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  system = await startSystem({
    environment: {
      UPSHOT_EGRESS_ALLOW: at,
      UPSHOT_WEBHOOK_RETRY_SECONDS: '0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5',
      UPSHOT_RELAY_MS: '200',
      UPSHOT_PAUSE_AFTER_HOURS: String(PAUSE_AFTER_MS / 3_600_000),
      UPSHOT_HEALTH_MS: '200',
    },
  });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await close(receiver);
});

beforeEach(() => {
  deliveries.length = 0;
  answerMs = 0;
});

let types = 0;
const newType = () => `failing.t${++types}`;

const addHook = (path: string, type: string, over: object = {}) =>
  system.addIntegration({ type: 'webhook', url: `http://${at}${path}`, events: [type], ...over });

const pathOf = (integration: string) => `/projects/${project}/integrations/${integration}`;
const look = async (integration: string) => (await system.call('GET', pathOf(integration))) as Integration;
const pause = async (integration: string, body?: object) =>
  (await system.call('POST', `${pathOf(integration)}/pause`, body)) as Changed;
const resume = async (integration: string, body?: object) =>
  (await system.call('POST', `${pathOf(integration)}/resume`, body)) as Changed;

/** Posts activities in their order. */
async function postAll(ids: readonly string[], type: string): Promise<void> {
  const activities = await Promise.all(ids.map((id) => pushActivity(id, { type })));
  await system.call('POST', `/projects/${project}/activities`, activities);
}

const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}${String(n).padStart(3, '0')}`);

const entriesOf = (integration: string) =>
  system.query<Entry>('select * from activity_log where integration_id = $1 order by seq', [integration]);

const pendingOf = async (integration: string) =>
  (await system.query('select from pending_runs where integration_id = $1', [integration])).length;

/** The final entries of an integration, once there are that many and nothing of it is pending. */
const finals = (integration: string, count: number) =>
  eventually(
    async () => {
      const entries = (await entriesOf(integration)).filter(({ is_final }) => is_final);
      expect(entries.length).toBe(count);
      expect(await pendingOf(integration)).toBe(0);
      return entries;
    },
    { withinMs: 60_000 },
  );

/** Every run has one final outcome, and attempts that are numbered from 1 without gaps. */
function expectWhole(entries: readonly Entry[]): void {
  for (const run of Map.groupBy(entries, ({ run_id }) => run_id).values()) {
    expect(run.map(({ attempt }) => attempt)).toEqual(run.map((_, index) => index + 1));
    expect(run.map(({ is_final }) => is_final)).toEqual(run.map((_, index) => index === run.length - 1));
  }
}

const counter = `
  var storage = require('storage');
  storage.set('n', (storage.get('n') || 0) + 1);
  console.log(activity.id, storage.get('n'))`;

/** Takes `ms`, and touches nothing outside. */
const slow = (ms: number) => `var end = Date.now() + ${ms}; while (Date.now() < end); ${counter}`;

describe('a paused integration', () => {
  it('is skipped, says so in receipts and explanations, and takes what comes after it is resumed', async () => {
    const type = newType();
    const integration = await system.addIntegration({ type: 'script', script: counter, events: [type] });
    const before = await look(integration);
    expect(before).toMatchObject({ paused_at: null, paused_reason: null });
    expect(before._links).toHaveProperty('#pause');
    const { entity } = (await pause(integration, { reason: 'the shop moves' }))._embedded;
    expect(entity.paused_reason).toBe('the shop moves');
    expect(Object.keys(entity._links)).toContain('#resume');
    expect(Object.keys(entity._links)).not.toContain('#pause');

    const receipt = await system.post(await pushActivity('skipped', { type }));
    const since = entity.paused_at?.slice(0, 19).replace('T', ' ');
    const reason = { field: 'paused', message: `paused since ${since} UTC because the shop moves` };
    expect(receipt.matched).toEqual([]);
    expect(receipt.skipped.find((one) => one.integration === integration)?.reason).toEqual(reason);
    const explained = await system.call('GET', `/projects/${project}/activities/skipped/explain`);
    expect(JSON.stringify(explained)).toContain(JSON.stringify({ integration, reason }));
    const other = await system.post(await pushActivity('other', { type: newType() }));
    expect(other.skipped.find((one) => one.integration === integration)?.reason).toMatchObject({
      field: 'events',
    });

    const resumed = await resume(integration);
    expect(resumed).toMatchObject({
      recovered: 0,
      _embedded: { entity: { paused_at: null, paused_reason: null } },
    });
    await system.post(await pushActivity('after', { type }));
    expect((await finals(integration, 1)).map(({ output }) => output)).toEqual(['after 1']);
  });

  it('leaves pending runs of a script pending, and counts exactly afterwards, in order', async () => {
    const type = newType();
    const integration = await system.addIntegration({ type: 'script', script: slow(40), events: [type] });
    const ids = named('pending', 40);
    await postAll(ids, type);
    await eventually(async () => expect((await entriesOf(integration)).length).toBeGreaterThan(0));
    await pause(integration);
    const done = (await entriesOf(integration)).length;
    await delay(1500);
    expect((await entriesOf(integration)).length).toBeLessThanOrEqual(done + 1);
    const waiting = await pendingOf(integration);
    expect([waiting > 0, waiting]).toEqual([true, 40 - (await entriesOf(integration)).length]);
    const [claimed] = await system.query<{ epoch: string }>(
      'select epoch from lanes where integration_id = $1',
      [integration],
    );
    await delay(1000);
    const [later] = await system.query<{ epoch: string }>(
      'select epoch from lanes where integration_id = $1',
      [integration],
    );
    expect(later).toEqual(claimed);
    await resume(integration);
    const entries = await finals(integration, 40);
    expect(entries.map(({ output }) => output)).toEqual(ids.map((id, n) => `${id} ${n + 1}`));
    expectWhole(await entriesOf(integration));
  });

  it('leaves pending deliveries alone, also retries, and makes them when it is resumed', async () => {
    const type = newType();
    answers.set('/waits', 500);
    const integration = await addHook('/waits', type);
    await postAll(named('waits', 3), type);
    await eventually(async () => expect((await entriesOf(integration)).length).toBe(3));
    await pause(integration);
    const tried = deliveries.length;
    await delay(1500);
    expect(deliveries.length).toBeLessThanOrEqual(tried);
    answers.delete('/waits');
    await resume(integration);
    const entries = await finals(integration, 3);
    expect(entries.map(({ outcome, attempt }) => [outcome, attempt])).toEqual(
      Array.from({ length: 3 }, () => ['succeeded', 2]),
    );
  });

  it('begins no delivery after the answer to its pause, though a worker has taken them up', async () => {
    const type = newType();
    answerMs = 100;
    const integration = await addHook('/slow', type, { concurrency: 1 });
    await postAll(named('slow', 30), type);
    await eventually(() => expect(deliveries.length).toBeGreaterThan(2));
    await pause(integration);
    const begun = deliveries.length;
    await delay(1500);
    expect(deliveries.length).toBeLessThanOrEqual(begun + 1);
    answerMs = 0;
    await resume(integration);
    await finals(integration, 30);
    expect(deliveries.length).toBe(30);
    expectWhole(await entriesOf(integration));
  });

  it('gets a run for everything it missed with recover, once, in order, and before what comes later', async () => {
    const type = newType();
    const integration = await system.addIntegration({ type: 'script', script: counter, events: [type] });
    await postAll(['first'], type);
    await finals(integration, 1);
    await pause(integration, {});
    const missed = named('missed', 150);
    for (let start = 0; start < missed.length; start += 50)
      await postAll(missed.slice(start, start + 50), type);
    await postAll(['not-mine'], newType());
    const { recovered } = await resume(integration, { recover: true });
    expect(recovered).toBe(150);
    await postAll(['last'], type);
    const entries = await finals(integration, 152);
    expect(entries.map(({ output }) => output)).toEqual(
      ['first', ...missed, 'last'].map((id, n) => `${id} ${n + 1}`),
    );
    expect((await resume(integration, { recover: true })).recovered).toBe(0);
    await pause(integration);
    expect((await resume(integration, { recover: true })).recovered).toBe(0);
    await finals(integration, 152);
  });

  it('misses nothing and runs nothing twice while activities are posted all the time', async () => {
    const type = newType();
    const integration = await system.addIntegration({ type: 'script', script: counter, events: [type] });
    const ids = named('busy', 200);
    const posted = new AbortController();
    const posting = Promise.all(
      Array.from({ length: 4 }, async (_, lane) => {
        for (let n = lane; n < ids.length; n += 4) await postAll([ids[n] ?? ''], type);
      }),
    ).finally(() => posted.abort());
    while (!posted.signal.aborted) {
      await pause(integration);
      await delay(20);
      await resume(integration, { recover: true });
    }
    await posting;
    const entries = await finals(integration, 200);
    expect(entries.map(({ activity_id }) => activity_id).toSorted()).toEqual(ids);
    expect(new Set(entries.map(({ output }) => output.split(' ')[1])).size).toBe(200);
  });

  it('keeps its first pause when it is paused again, by many at once', async () => {
    const integration = await addHook('/twice', newType());
    await pause(integration, { reason: 'one' });
    const { paused_at } = await look(integration);
    await Promise.all(named('again', 5).map((reason) => pause(integration, { reason })));
    expect(await look(integration)).toMatchObject({ paused_at, paused_reason: 'one' });
    const resumed = await Promise.all(named('again', 5).map(() => resume(integration, { recover: true })));
    expect(resumed.map(({ recovered }) => recovered)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is not fired by replays, and is cancelled when it is deleted', async () => {
    const type = newType();
    const integration = await system.addIntegration({ type: 'script', script: slow(300), events: [type] });
    await postAll(named('deleted', 10), type);
    await eventually(async () => expect(await pendingOf(integration)).toBeGreaterThan(0));
    await pause(integration);
    const replay = { activities: ['deleted000'], integrations: [integration] };
    expect(await system.call('POST', `/projects/${project}/replays`, replay)).toMatchObject({
      count: { runs: 0 },
    });
    await system.call('DELETE', pathOf(integration));
    const entries = await finals(integration, 10);
    expect(entries.at(-1)?.outcome).toBe('cancelled');
  });
});

describe('pausing and resuming', () => {
  const ask = async (path: string, body: unknown, token = adminToken) => {
    const response = await fetch(`${system.url}/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, problem: (await response.json()) as { code: string; detail: object } };
  };

  it('name what is wrong with a request', async () => {
    const script = await system.addIntegration({ type: 'script', script: ';', events: [newType()] });
    for (const [action, body, field] of [
      ['pause', { reason: 1 }, 'reason'],
      ['pause', { reason: '' }, 'reason'],
      ['pause', { reason: 'a\0b' }, 'reason'],
      ['pause', { reson: 'x' }, 'reson'],
      ['pause', [], 'body'],
      ['resume', { recover: 'yes' }, 'recover'],
      ['resume', { reason: 'x' }, 'reason'],
    ] as const) {
      const { status, problem } = await ask(`${pathOf(script)}/${action}`, body);
      expect([action, body, status, problem.code]).toEqual([action, body, 400, 'invalid_request']);
      expect(Object.keys(problem.detail)).toEqual([field]);
    }
    const health = await system.addIntegration({ type: 'health.webhook', url: 'https://health.example' });
    const refused = await ask(`${pathOf(health)}/pause`, {});
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.problem.detail)).toContain('cannot be paused');
    expect((await ask(`${pathOf('nobody')}/resume`, {})).status).toBe(404);
    await system.call('DELETE', pathOf(health));
  });

  it('take a token of scope admin for this project', async () => {
    const script = await system.addIntegration({ type: 'script', script: ';', events: [newType()] });
    await system.call('PUT', '/projects/other', { title: 'Other' });
    const mint = async (scope: string, of: string) =>
      ((await system.call('POST', '/tokens', { name: 't', scope, project: of })) as { token: string }).token;
    for (const token of [
      await mint('read', project),
      await mint('producer', project),
      await mint('admin', 'other'),
    ]) {
      for (const action of ['pause', 'resume'])
        expect((await ask(`${pathOf(script)}/${action}`, {}, token)).status).toBe(403);
    }
    const admin = await mint('admin', project);
    expect((await ask(`${pathOf(script)}/pause`, {}, admin)).status).toBe(200);
    const [row] = await system.query<{ paused_by: string }>(
      'select paused_by from integrations where id = $1',
      [script],
    );
    expect(admin).toContain(row?.paused_by);
  });
});

describe('a receiver', () => {
  it('that answers 410 pauses its integration at once, and everything waits until it is resumed', async () => {
    const type = newType();
    answers.set('/gone', 410);
    const integration = await addHook('/gone', type, { concurrency: 1 });
    await postAll(named('gone', 20), type);
    await eventually(async () =>
      expect(await look(integration)).toMatchObject({
        paused_reason: 'the receiver answered 410 Gone',
      }),
    );
    await postAll(['gone-later'], type);
    expect(deliveries.filter(({ path }) => path === '/gone').length).toBe(1);
    expect(await entriesOf(integration)).toMatchObject([{ outcome: 'failed', is_final: true, attempt: 1 }]);
    expect(await system.workers[0]?.log()).toContain('an integration was paused');
    answers.delete('/gone');
    expect((await resume(integration, { recover: true })).recovered).toBe(1);
    const entries = await finals(integration, 21);
    expect(entries.slice(1).map(({ activity_id }) => activity_id)).toEqual([
      ...named('gone', 20).slice(1),
      'gone-later',
    ]);
    expectWhole(await entriesOf(integration));
  });

  it('that is down is left alone, and gets everything within seconds of its return', async () => {
    const type = newType();
    const integration = await addHook('/down', type);
    const { port } = receiver.address() as AddressInfo;
    await close(receiver);
    await postAll(named('down', 50), type);
    await eventually(async () => expect((await entriesOf(integration)).length).toBeGreaterThanOrEqual(5));
    await delay(1500);
    expect((await entriesOf(integration)).length).toBeLessThanOrEqual(16);
    receiver = await listen(port);
    const backAt = performance.now();
    const entries = await finals(integration, 50);
    expect(performance.now() - backAt).toBeLessThan(8000 * busyness());
    expect(entries.every(({ outcome }) => outcome === 'succeeded')).toBe(true);
    expectWhole(await entriesOf(integration));
    expect(deliveries.length).toBe(50);
  });

  it('that refuses single deliveries is not taken for down', async () => {
    const type = newType();
    answers.set('/refuses', 404);
    const integration = await addHook('/refuses', type, { concurrency: 1 });
    await postAll(named('refused', 20), type);
    await eventually(
      async () => expect(new Set((await entriesOf(integration)).map((one) => one.run_id)).size).toBe(20),
      {
        withinMs: 2500,
      },
    );
    await pause(integration);
  });

  it('that fails for too long pauses its integration, reports it, and starts fresh afterwards', async () => {
    const type = newType();
    answers.set('/fails', 404);
    const integration = await addHook('/fails', type);
    const health = await system.addIntegration({ type: 'health.webhook', url: `http://${at}/health` });
    await postAll(['fails0'], type);
    await eventually(async () => expect((await entriesOf(integration)).length).toBe(1));
    expect(await look(integration)).toMatchObject({ paused_at: null });
    await eventually(async () =>
      expect(await look(integration)).toMatchObject({
        paused_reason: 'every attempt has failed for 3 seconds',
      }),
    );
    const [first] = await system.query<{ lasted: number }>(
      `select extract(epoch from i.paused_at - min(l.logged_at))::float8 as lasted
       from integrations i join activity_log l on l.integration_id = i.id where i.id = $1 group by i.id`,
      [integration],
    );
    expect(first?.lasted).toBeGreaterThan(2.5);
    const told = `webhook integration ${integration} was paused: every attempt has failed for 3 seconds`;
    await eventually(() =>
      expect(deliveries.some(({ path, body }) => path === '/health' && body.includes(told))).toBe(true),
    );
    await system.call('DELETE', pathOf(health));
    const tried = (await entriesOf(integration)).length;
    await resume(integration);
    await eventually(async () => expect((await entriesOf(integration)).length).toBeGreaterThan(tried + 1));
    expect(await look(integration)).toMatchObject({ paused_at: null });
    answers.delete('/fails');
    const [entry] = await finals(integration, 1);
    expect(entry?.outcome).toBe('succeeded');
    expectWhole(await entriesOf(integration));
    expect(
      await system.query('select from failing_webhooks where integration_id = $1', [integration]),
    ).toEqual([]);
  });
});
