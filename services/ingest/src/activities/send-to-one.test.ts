import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  for (const body of [
    { type: 'script', name: 'meant', script: ';', environments: ['main'] },
    { type: 'script', name: 'other', script: ';' },
    { type: 'health.email', name: 'mail', recipients: ['#admins'] },
  ])
    await t.call('POST', '/api/projects/p1/integrations', { body });
});
afterAll(() => t[Symbol.asyncDispose]());

const activity = (id: string, environment = 'main') => ({
  id,
  type: 'environment.push',
  state: 'complete',
  environments: [environment],
});
const post = (body: unknown, integration: string) =>
  t.call('POST', `/api/projects/p1/activities?integration=${integration}`, { body });

it('one integration alone answers, by its name or its id', async () => {
  const { status, json } = await post(activity('a1'), 'MEANT');
  expect(status).toBe(202);
  expect(json.matched).toMatchObject([{ name: 'meant' }]);
  const reason = { field: 'integration', message: 'this was sent to "meant" alone' };
  expect(json).toMatchObject({ skipped: [{ name: 'other', reason }] });
  const runs = await t.call('GET', '/api/projects/p1/runs?activity=a1');
  expect(runs.list.map(({ id }) => id)).toEqual([json.matched[0]?.run]);
  const explained = await t.call('GET', '/api/projects/p1/activities/a1/explain');
  expect(explained.text).toContain('this was sent to \\"meant\\" alone');
  const listed = await post([activity('a2'), activity('a3')], String(json.matched[0]?.integration));
  const { receipts } = listed.json as unknown as { receipts: { matched: { name: string }[] }[] };
  expect(receipts.map(({ matched }) => matched.map(({ name }) => name))).toEqual([['meant'], ['meant']]);
});

it('its filter counts', async () => {
  const { json } = await post(activity('b1', 'dev'), 'meant');
  const skipped = [
    { name: 'meant', reason: { field: 'environments' } },
    { name: 'other', reason: { field: 'integration' } },
  ];
  expect(json).toMatchObject({ matched: [], skipped });
});

it('what was recorded already fires nothing, whichever is named', async () => {
  await t.call('POST', '/api/projects/p1/activities', { body: activity('c1') });
  const { json } = await post(activity('c1'), 'meant');
  expect(json).toMatchObject({ duplicate: true, matched: [{ name: 'meant' }, { name: 'other' }] });
});

it('an integration that is not there is refused, and nothing is recorded', async () => {
  const { status, json } = await post(activity('d1'), 'none');
  expect([status, json.code]).toEqual([404, 'integration_not_found']);
  expect((await t.call('GET', '/api/projects/p1/activities/d1')).status).toBe(404);
});

it('an event of another form is sent to one, too', async () => {
  const body = {
    specversion: '1.0',
    id: 'e1',
    source: '/test',
    type: 'environment.push',
    environment: 'main',
  };
  const headers = { 'content-type': 'application/cloudevents+json' };
  const path = '/api/projects/p1/activities?integration=meant';
  const { json } = await t.call('POST', path, { body, headers });
  expect(json.matched).toMatchObject([{ name: 'meant' }]);
});
