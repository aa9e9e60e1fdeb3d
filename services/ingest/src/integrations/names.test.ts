import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const base = '/api/projects/p1';
const path = `${base}/integrations`;
let count = 0;
const script = () => `console.log(${++count})`;
const create = (body: object, headers = {}) => t.call('POST', path, { body, headers });
const add = async (name: string) => (await create({ type: 'script', script: script(), name })).json._embedded;

it('an integration is named as it says, or else after its host or its type', async () => {
  expect((await add('notify-slack')).entity).toMatchObject({ name: 'notify-slack' });
  const nameOf = async (body: object) => (await create(body)).json._embedded.entity;
  expect(await nameOf({ type: 'webhook', url: 'https://hooks.example.com/x' })).toMatchObject({
    name: 'hooks.example.com',
  });
  expect(await nameOf({ type: 'script', script: script() })).toMatchObject({ name: 'script' });
  expect(await nameOf({ type: 'script', script: script() })).toMatchObject({ name: 'script-2' });
  expect(await nameOf({ type: 'health.email', recipients: ['#admins'] })).toMatchObject({
    name: 'health.email',
  });
});

it.each(['', '-x', '.x', 'a b', 'a/b', 'ä', 'x'.repeat(64), 7, null])('refuses the name %j', async (name) => {
  const { status, json } = await create({ type: 'script', script: '1', name });
  expect(status).toBe(400);
  expect(json.detail).toHaveProperty('name');
});

it('a name is taken once, in upper and lower case; the problem says by which integration', async () => {
  const { entity } = await add('Deploys');
  const taken = await create({ type: 'script', script: script(), name: 'deploys' });
  expect(taken.json).toMatchObject({
    status: 409,
    code: 'integration_exists',
    detail: {
      name: `"deploys" is the name of the integration ${entity.id}: change that one, or choose another name`,
    },
  });
  const other = (await add('other')).entity;
  const renamed = await t.call('PATCH', `${path}/${other.id}`, { body: { name: 'DEPLOYS' } });
  expect(renamed.json).toMatchObject({ status: 409, code: 'integration_exists' });
  expect((await t.call('PATCH', `${path}/other`, { body: { name: 'Other' } })).status).toBe(200);
  await t.call('DELETE', `${path}/deploys`);
  expect((await create({ type: 'script', script: script(), name: 'deploys' })).status).toBe(201);
});

it('the same script is added with a warning, unless the request prefers that it is refused', async () => {
  const source = script();
  const body = { type: 'script', script: source };
  const { id } = (await create({ ...body, name: 'first' }, { prefer: 'reject-duplicate' })).json._embedded
    .entity;
  const again = await create(body);
  expect(again.status).toBe(201);
  expect(again.json._embedded).toMatchObject({
    warnings: [`script: the integration "first" (${id}) runs the same script`],
  });
  const refused = await create(body, { prefer: 'respond-async, Reject-Duplicate; wait=1' });
  expect(refused.json).toMatchObject({ status: 409, code: 'integration_exists' });
  expect(refused.json.detail).toHaveProperty('script');
  const fresh = await create({ ...body, script: script() }, { prefer: 'reject-duplicate' });
  expect(fresh.headers['preference-applied']).toBe('reject-duplicate');
});

it('of requests at once that prefer refusal, one creates the script', async () => {
  const body = { type: 'script', script: script() };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => create(body, { prefer: 'reject-duplicate' })),
  );
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
});

it('every path takes the name for the id, in upper and lower case', async () => {
  const { id } = (await add('by-name')).entity;
  await t.call('POST', `${path}/${id}/variables`, { body: { name: 'v', value: '1' } });
  const activity = { id: 'named', type: 'environment.push', state: 'complete' };
  const { matched } = (await t.call('POST', `${base}/activities`, { body: activity })).json;
  const run = matched.find(({ integration }) => integration === id)?.run ?? '';
  for (const rest of ['', '/activities', `/activities/${run}`, '/variables', '/variables/v']) {
    const expected = await t.call('GET', `${path}/${id}${rest}`);
    expect(expected.status).toBe(200);
    expect((await t.call('GET', `${path}/By-Name${rest}`)).json).toEqual(expected.json);
  }
  for (const [method, rest, body] of changes(run)) {
    const { status } = await t.call(method, `${path}/by-name${rest}`, { body });
    expect([200, 201, 202], `${method} ${rest}`).toContain(status);
  }
  const paused = (await t.call('GET', `${path}/${id}`)).json;
  expect(paused).toMatchObject({ concurrency: 2, paused_at: null });
});

const changes = (run: string) =>
  [
    ['PATCH', '', { concurrency: 2 }],
    ['POST', '/validate', undefined],
    ['POST', '/pause', {}],
    ['POST', '/resume', {}],
    ['POST', '/variables', { name: 'w', value: '1' }],
    ['PATCH', '/variables/w', { value: '2' }],
    ['DELETE', '/variables/w', undefined],
    ['PATCH', '/variables', { name: 'v', value: '3' }],
    ['DELETE', '/variables?name=v', undefined],
    ['POST', `/activities/${run}/cancel`, undefined],
  ] as const;

it('a name that no integration has is not found, under the text that was given', async () => {
  const { json } = await t.call('GET', `${path}/nope`);
  expect(json).toMatchObject({ status: 404, code: 'integration_not_found' });
  expect(json.detail).toContain('"nope"');
});

it('an id goes before a name, and other projects have names of their own', async () => {
  const { id } = (await add('victim')).entity;
  await add(id);
  expect((await t.call('GET', `${path}/${id}`)).json).toMatchObject({ name: 'victim' });
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  expect((await t.call('GET', '/api/projects/p2/integrations/victim')).status).toBe(404);
});

it('receipts, explanations and runs say the name; runs and replays are found by it', async () => {
  const { id } = (await add('told')).entity;
  await create({ type: 'webhook', url: 'https://x.example/', name: 'skipping', events: ['a.b'] });
  const activity = { id: 'told1', type: 'environment.push', state: 'complete' };
  const receipt = (await t.call('POST', `${base}/activities`, { body: activity })).json;
  const run = receipt.matched.find(({ integration }) => integration === id)?.run ?? '';
  expect(receipt).toMatchObject({
    matched: expect.arrayContaining([{ integration: id, name: 'told', type: 'script', run }]) as unknown,
    skipped: expect.arrayContaining([expect.objectContaining({ name: 'skipping' })]) as unknown,
  });
  const [explained] = (await t.call('GET', `${base}/activities/told1/explain`)).list;
  expect(explained?.matched).toEqual(receipt.matched);
  expect((await t.call('GET', `${base}/runs?integration=TOLD`)).json).toMatchObject([
    { id: run, integration: id, integration_name: 'told' },
  ]);
  expect((await t.call('GET', `${base}/runs/${run}`)).json).toMatchObject({ integration_name: 'told' });
  expect((await t.call('GET', `${path}/told/activities/${run}`)).json).toMatchObject({
    integration_name: 'told',
  });
  const body = { activities: ['told1'], integrations: ['Told'], dry_run: true };
  expect((await t.call('POST', `${base}/replays`, { body })).json).toMatchObject({
    count: { runs: 1 },
    sample: [{ integration: id, integration_name: 'told' }],
  });
});
