import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, pushActivity } from '@upshot/testing/system';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  counter,
  expectWhole,
  named,
  newType,
  slowCounter,
  startFailingEndpoints,
  type FailingEndpoints,
} from './failing-endpoints.ts';
import { pathOf } from './integration-calls.ts';

let endpoints: FailingEndpoints;

beforeAll(async () => {
  endpoints = await startFailingEndpoints();
});

afterAll(() => endpoints[Symbol.asyncDispose]());

beforeEach(() => {
  endpoints.receiver.deliveries.length = 0;
  endpoints.answerMs = 0;
});

describe('a paused integration', () => {
  it('is skipped, says so in receipts and explanations, and takes what comes after it is resumed', async () => {
    const type = newType();
    const integration = await endpoints.system.addIntegration({
      type: 'script',
      script: counter,
      events: [type],
    });
    const before = await endpoints.get(integration);
    expect(before).toMatchObject({ paused_at: null, paused_reason: null });
    expect(before._links).toHaveProperty('#pause');
    const { entity } = (await endpoints.pause(integration, { reason: 'the shop moves' }))._embedded;
    expect(entity.paused_reason).toBe('the shop moves');
    expect(Object.keys(entity._links)).toContain('#resume');
    expect(Object.keys(entity._links)).not.toContain('#pause');

    const receipt = await endpoints.system.post(await pushActivity('skipped', { type }));
    const since = entity.paused_at?.slice(0, 19).replace('T', ' ');
    const reason = { field: 'paused', message: `paused since ${since} UTC because the shop moves` };
    expect(receipt.matched).toEqual([]);
    expect(receipt.skipped.find((item) => item.integration === integration)?.reason).toEqual(reason);
    const explained = await endpoints.system.call('GET', `/projects/${project}/activities/skipped/explain`);
    expect(JSON.stringify(explained)).toContain(JSON.stringify({ integration, name: 'script', reason }));
    const other = await endpoints.system.post(await pushActivity('other', { type: newType() }));
    expect(other.skipped.find((item) => item.integration === integration)?.reason).toMatchObject({
      field: 'events',
    });

    const resumed = await endpoints.resume(integration);
    expect(resumed).toMatchObject({
      recovered: 0,
      _embedded: { entity: { paused_at: null, paused_reason: null } },
    });
    await endpoints.system.post(await pushActivity('after', { type }));
    expect((await endpoints.finals(integration, 1)).map(({ output }) => output)).toEqual(['after 1']);
  });

  it('leaves pending runs of a script pending, and counts exactly afterwards, in order', async () => {
    const type = newType();
    const integration = await endpoints.system.addIntegration({
      type: 'script',
      script: slowCounter(40),
      events: [type],
    });
    const ids = named('pending', 40);
    await endpoints.postAll(ids, type);
    await eventually(async () => expect((await endpoints.entriesOf(integration)).length).toBeGreaterThan(0));
    await endpoints.pause(integration);
    const done = (await endpoints.entriesOf(integration)).length;
    await delay(1500);
    expect((await endpoints.entriesOf(integration)).length).toBeLessThanOrEqual(done + 1);
    const waiting = await endpoints.pendingOf(integration);
    expect([waiting > 0, waiting]).toEqual([true, 40 - (await endpoints.entriesOf(integration)).length]);
    const [claimed] = await endpoints.system.query<{ epoch: string }>(
      'select epoch from lanes where integration_id = $1',
      [integration],
    );
    await delay(1000);
    const [later] = await endpoints.system.query<{ epoch: string }>(
      'select epoch from lanes where integration_id = $1',
      [integration],
    );
    expect(later).toEqual(claimed);
    await endpoints.resume(integration);
    const entries = await endpoints.finals(integration, 40);
    expect(entries.map(({ output }) => output)).toEqual(ids.map((id, n) => `${id} ${n + 1}`));
    expectWhole(await endpoints.entriesOf(integration));
  });

  it('leaves pending deliveries alone, also retries, and makes them when it is resumed', async () => {
    const type = newType();
    endpoints.answers.set('/waits', 500);
    const integration = await endpoints.addHook('/waits', type);
    await endpoints.postAll(named('waits', 3), type);
    await eventually(async () => expect((await endpoints.entriesOf(integration)).length).toBe(3));
    await endpoints.pause(integration);
    const tried = endpoints.receiver.deliveries.length;
    await delay(1500);
    expect(endpoints.receiver.deliveries.length).toBeLessThanOrEqual(tried);
    endpoints.answers.delete('/waits');
    await endpoints.resume(integration);
    const entries = await endpoints.finals(integration, 3);
    expect(entries.map(({ outcome, attempt }) => [outcome, attempt])).toEqual(
      Array.from({ length: 3 }, () => ['succeeded', 2]),
    );
  });

  it('begins no delivery after the answer to its pause, though a worker has taken them up', async () => {
    const type = newType();
    endpoints.answerMs = 100;
    const integration = await endpoints.addHook('/slow', type, { concurrency: 1 });
    await endpoints.postAll(named('slow', 30), type);
    await eventually(() => expect(endpoints.receiver.deliveries.length).toBeGreaterThan(2));
    await endpoints.pause(integration);
    const begun = endpoints.receiver.deliveries.length;
    await delay(1500);
    expect(endpoints.receiver.deliveries.length).toBeLessThanOrEqual(begun + 1);
    endpoints.answerMs = 0;
    await endpoints.resume(integration);
    await endpoints.finals(integration, 30);
    expect(endpoints.receiver.deliveries.length).toBe(30);
    expectWhole(await endpoints.entriesOf(integration));
  });

  it('gets a run for everything it missed with recover, once, in order, and before what comes later', async () => {
    const type = newType();
    const integration = await endpoints.system.addIntegration({
      type: 'script',
      script: counter,
      events: [type],
    });
    await endpoints.postAll(['first'], type);
    await endpoints.finals(integration, 1);
    await endpoints.pause(integration, {});
    const missed = named('missed', 150);
    for (let start = 0; start < missed.length; start += 50)
      await endpoints.postAll(missed.slice(start, start + 50), type);
    await endpoints.postAll(['not-mine'], newType());
    const { recovered } = await endpoints.resume(integration, { recover: true });
    expect(recovered).toBe(150);
    await endpoints.postAll(['last'], type);
    const entries = await endpoints.finals(integration, 152);
    expect(entries.map(({ output }) => output)).toEqual(
      ['first', ...missed, 'last'].map((id, n) => `${id} ${n + 1}`),
    );
    expect((await endpoints.resume(integration, { recover: true })).recovered).toBe(0);
    await endpoints.pause(integration);
    expect((await endpoints.resume(integration, { recover: true })).recovered).toBe(0);
    await endpoints.finals(integration, 152);
  });

  it('misses nothing and runs nothing twice while activities are posted all the time', async () => {
    const type = newType();
    const integration = await endpoints.system.addIntegration({
      type: 'script',
      script: counter,
      events: [type],
    });
    const ids = named('busy', 200);
    const posted = new AbortController();
    const posting = Promise.all(
      Array.from({ length: 4 }, async (_, lane) => {
        for (let n = lane; n < ids.length; n += 4) await endpoints.postAll([ids[n] ?? ''], type);
      }),
    ).finally(() => posted.abort());
    while (!posted.signal.aborted) {
      await endpoints.pause(integration);
      await delay(20);
      await endpoints.resume(integration, { recover: true });
    }
    await posting;
    const entries = await endpoints.finals(integration, 200);
    expect(entries.map(({ activity_id }) => activity_id).toSorted()).toEqual(ids);
    expect(new Set(entries.map(({ output }) => output.split(' ')[1])).size).toBe(200);
  });

  it('keeps its first pause when it is paused again, by many at once', async () => {
    const integration = await endpoints.addHook('/twice', newType());
    await endpoints.pause(integration, { reason: 'one' });
    const { paused_at } = await endpoints.get(integration);
    await Promise.all(named('again', 5).map((reason) => endpoints.pause(integration, { reason })));
    expect(await endpoints.get(integration)).toMatchObject({ paused_at, paused_reason: 'one' });
    const resumed = await Promise.all(
      named('again', 5).map(() => endpoints.resume(integration, { recover: true })),
    );
    expect(resumed.map(({ recovered }) => recovered)).toEqual([0, 0, 0, 0, 0]);
  });

  it('is not fired by replays, and is cancelled when it is deleted', async () => {
    const type = newType();
    const integration = await endpoints.system.addIntegration({
      type: 'script',
      script: slowCounter(300),
      events: [type],
    });
    await endpoints.postAll(named('deleted', 10), type);
    await eventually(async () => expect(await endpoints.pendingOf(integration)).toBeGreaterThan(0));
    await endpoints.pause(integration);
    const replay = { activities: ['deleted000'], integrations: [integration] };
    expect(await endpoints.system.call('POST', `/projects/${project}/replays`, replay)).toMatchObject({
      count: { runs: 0 },
    });
    await endpoints.system.call('DELETE', pathOf(integration));
    const entries = await endpoints.finals(integration, 10);
    expect(entries.at(-1)?.outcome).toBe('cancelled');
  });
});

describe('pausing and resuming', () => {
  const ask = async (path: string, body: unknown, token = adminToken) => {
    const response = await fetch(`${endpoints.system.url}/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, problem: (await response.json()) as { code: string; detail: object } };
  };

  it('name what is wrong with a request', async () => {
    const script = await endpoints.system.addIntegration({
      type: 'script',
      script: ';',
      events: [newType()],
    });
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
    const health = await endpoints.system.addIntegration({
      type: 'health.webhook',
      url: 'https://health.example',
    });
    const refused = await ask(`${pathOf(health)}/pause`, {});
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.problem.detail)).toContain('cannot be paused');
    expect((await ask(`${pathOf('nobody')}/resume`, {})).status).toBe(404);
    await endpoints.system.call('DELETE', pathOf(health));
  });

  it('take a token of scope admin for this project', async () => {
    const script = await endpoints.system.addIntegration({
      type: 'script',
      script: ';',
      events: [newType()],
    });
    await endpoints.system.call('PUT', '/projects/other', { title: 'Other' });
    const mint = async (scope: string, of: string) =>
      (
        (await endpoints.system.call('POST', '/tokens', { name: 't', scope, project: of })) as {
          token: string;
        }
      ).token;
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
    const [row] = await endpoints.system.query<{ paused_by: string }>(
      'select paused_by from integrations where id = $1',
      [script],
    );
    expect(admin).toContain(row?.paused_by);
  });
});
