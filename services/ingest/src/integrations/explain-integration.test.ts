import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const base = '/api/projects/p1';
const add = (name: string, body: object) =>
  t.call('POST', `${base}/integrations`, { body: { type: 'script', script: ';', name, ...body } });
const record = (id: string, type: string, environments: readonly string[]) =>
  t.call('POST', `${base}/activities`, { body: { id, type, state: 'complete', environments } });
const explain = async (name: string, query = '') =>
  (await t.call('GET', `${base}/integrations/${name}/explanation${query}`)).json;

it('the last activities are counted by the reason why they have not fired an integration', async () => {
  await record('a0', 'environment.push', ['main']);
  await add('notify', { events: ['environment.push'], environments: ['main'] });
  await record('a1', 'environment.push', ['main']);
  await record('a2', 'environment.push', ['dev']);
  await record('a3', 'environment.merge', ['main']);
  await record('a4', 'environment.push', ['feature']);
  await t.call('POST', `${base}/integrations/notify/pause`);
  await record('a5', 'environment.push', ['main']);
  const latest = (activity: string, type: string, message: string) => ({
    activity,
    type,
    state: 'complete',
    created_at: expect.any(String) as string,
    message: expect.stringContaining(message) as string,
  });
  expect(await explain('notify')).toEqual({
    activities: 6,
    fired: 1,
    reasons: [
      { field: 'environments', count: 2, latest: latest('a4', 'environment.push', 'feature') },
      { field: 'paused', count: 1, latest: latest('a5', 'environment.push', 'paused') },
      { field: 'events', count: 1, latest: latest('a3', 'environment.merge', 'environment.merge') },
      { field: 'absent', count: 1, latest: latest('a0', 'environment.push', 'was not there') },
    ],
  });
  expect(await explain('notify', '?last=2')).toMatchObject({ activities: 2, fired: 0 });
});

it('an integration without activities, and what cannot be asked', async () => {
  await t.call('PUT', '/api/projects/empty', { body: { title: 'Empty' } });
  await t.call('POST', '/api/projects/empty/integrations', {
    body: { type: 'script', script: ';', name: 'x' },
  });
  const empty = await t.call('GET', '/api/projects/empty/integrations/x/explanation');
  expect(empty.json).toEqual({ activities: 0, fired: 0, reasons: [] });
  const path = `${base}/integrations/notify/explanation`;
  for (const last of ['0', '1001', 'many'])
    expect((await t.call('GET', `${path}?last=${last}`)).status).toBe(400);
  expect((await t.call('GET', `${base}/integrations/none/explanation`)).json.code).toBe(
    'integration_not_found',
  );
});
