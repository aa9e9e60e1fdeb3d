import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
const condition = 'activity.payload.environment.type == "production" && size(activity.payload.commits) > 0';
const reason = {
  field: 'condition',
  message: 'activity.payload.environment.type is "development", not "production"',
};
const events = ['environment.push'];
const hook = { type: 'webhook', url: 'https://example.org/', name: 'hook', events, condition };
const push = { type: 'environment.push', state: 'complete', result: 'success', environments: ['main'] };
const payload = (type: string) => ({ environment: { type }, commits: [{ message: 'x'.repeat(10_000) }] });
const path = '/api/projects/p1';

beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const post = async (body: unknown) => await t.call('POST', `${path}/activities`, { body });

it('decides the same for a new activity, in explanations, in a preview and in a replay', async () => {
  const created = await t.call('POST', `${path}/integrations`, { body: hook });
  expect(created.json._embedded.entity).toMatchObject({ condition, events });
  const answers = await post([
    { ...push, id: 'yes', payload: payload('production') },
    { ...push, id: 'no', payload: payload('development') },
    { ...push, id: 'none' },
    { ...push, id: 'other', type: 'environment.branch' },
  ]);
  expect(answers.json).toMatchObject({
    receipts: [
      { matched: [{ name: 'hook' }], skipped: [] },
      { matched: [], skipped: [{ name: 'hook', reason }] },
      { skipped: [{ reason: { field: 'condition', message: 'activity.payload is missing' } }] },
      { skipped: [{ reason: { field: 'events' } }] },
    ],
  });
  expect((await t.call('GET', `${path}/activities/no/explain`)).list).toMatchObject([
    { skipped: [{ reason }] },
  ]);
  const explained = await t.call('GET', `${path}/integrations/hook/explanation`);
  expect(explained.json).toMatchObject({
    fired: 1,
    reasons: [{ field: 'condition', count: 2 }, { field: 'events' }],
  });
  const previewed = await t.call('POST', `${path}/filter-preview`, { body: { events, condition } });
  expect(previewed.json).toMatchObject({
    activities: 4,
    matched: 1,
    reasons: [
      { field: 'condition', count: 2, latest: { activity: 'none' } },
      { field: 'events', count: 1 },
    ],
  });
  const replay = { filter: {}, integrations: ['hook'], dry_run: true };
  const planned = await t.call('POST', `${path}/replays`, { body: replay });
  expect(planned.json).toMatchObject({ count: { runs: 1, activities: 1 } });
});

it('decides alike about a body with very many values, which a thread parses', async () => {
  const heavy = { ...hook, name: 'heavy', condition: 'activity.payload.many[60000] == 1' };
  await t.call('POST', `${path}/integrations`, { body: heavy });
  const bodies = [0, 1].map((value) => {
    const many = Array.from({ length: 60_001 }, () => value);
    return { ...push, id: `heavy-${value}`, payload: { many } };
  });
  const message = 'activity.payload.many[60000] is 0, not 1';
  const skipped = { name: 'heavy', reason: { field: 'condition', message } };
  expect((await post(bodies[0])).json).toMatchObject({
    skipped: expect.arrayContaining([expect.objectContaining(skipped)]) as unknown,
  });
  expect((await post(bodies[1])).json).toMatchObject({ matched: [{ name: 'heavy' }] });
  const previewed = await t.call('POST', `${path}/filter-preview`, {
    body: { condition: heavy.condition, last: 2 },
  });
  expect(previewed.json).toMatchObject({
    matched: 1,
    reasons: [{ field: 'condition', latest: { message } }],
  });
  const replay = { activities: ['heavy-0', 'heavy-1'], integrations: ['heavy'], dry_run: true };
  expect((await t.call('POST', `${path}/replays`, { body: replay })).json).toMatchObject({
    count: { runs: 1 },
  });
  await t.call('DELETE', `${path}/integrations/heavy`);
});

it('changes, goes with null, and comes back by an apply of what was exported', async () => {
  const change = async (body: object) => await t.call('PATCH', `${path}/integrations/hook`, { body });
  const kept = (await change({ result: 'success' })).json._embedded.entity;
  expect(kept).toMatchObject({ condition, events });
  expect((await change({ events: ['a.b'] })).json._embedded.entity).toMatchObject({
    condition,
    events: ['a.b'],
  });
  const exported = await t.call('GET', `${path}/export`);
  expect((await change({ condition: null, events })).json._embedded.entity).toMatchObject({
    condition: null,
    events,
  });
  expect((await post({ ...push, id: 'free' })).json).toMatchObject({ matched: [{ name: 'hook' }] });
  const { integrations } = exported.json as unknown as { integrations: readonly object[] };
  expect(integrations).toMatchObject([{ name: 'hook', condition, events: ['a.b'] }]);
  const applied = await t.call('POST', `${path}/apply`, { body: { integrations } });
  expect(applied.json).toMatchObject({
    changes: [
      {
        fields: [
          { field: 'events', from: events, to: ['a.b'] },
          { field: 'condition', from: null, to: condition },
        ],
      },
    ],
  });
  const again = await t.call('POST', `${path}/apply`, { body: { integrations } });
  expect(again.json).toMatchObject({ changes: [], unchanged: ['hook'] });
});

it.each([
  ['create', 'POST', 'integrations', { ...hook, name: 'bad' }],
  ['change', 'PATCH', 'integrations/hook', {}],
  ['preview', 'POST', 'filter-preview', {}],
] as const)('a condition with a fault is refused, with its place: %s', async (_, method, place, body) => {
  const wrong = { ...body, condition: 'activity.payload.a = 1' };
  const { status, json } = await t.call(method, `${path}/${place}`, { body: wrong });
  expect(status).toBe(400);
  expect(json.detail).toEqual({
    condition: [
      'two values are compared with "==", at character 20:',
      '  activity.payload.a = 1',
      '                     ^',
    ].join('\n'),
  });
});

it('an apply names the integration whose condition has a fault', async () => {
  const body = { integrations: [{ ...hook, condition: 'activity.a ==' }] };
  const { status, json } = await t.call('POST', `${path}/apply`, { body });
  expect([status, Object.keys(json.detail)]).toEqual([400, ['integrations[0].condition']]);
});
