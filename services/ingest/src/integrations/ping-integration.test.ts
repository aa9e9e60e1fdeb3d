import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  for (const body of [
    { type: 'webhook', name: 'hook', url: 'https://example.org/hook', events: ['never.*'] },
    { type: 'webhook', name: 'other', url: 'https://example.org/other', events: ['*', 'integration.*'] },
    { type: 'script', name: 'script', script: ';' },
    { type: 'health.email', name: 'mail', recipients: ['#admins'] },
  ])
    await t.call('POST', integrations, { body });
});
afterAll(() => t[Symbol.asyncDispose]());

const integrations = '/api/projects/p1/integrations';

it('a test delivery is an activity that the webhook alone answers, whatever its filter says', async () => {
  const before = t.woken.length;
  const { status, json } = await t.call('POST', `${integrations}/HOOK/ping`);
  expect(status).toBe(202);
  expect(json.matched).toMatchObject([{ name: 'hook', type: 'webhook' }]);
  const { integration, run = '' } = json.matched[0] ?? {};
  expect(t.woken.slice(before)).toEqual([expect.stringContaining(String(integration))]);
  const shown = await t.call('GET', `/api/projects/p1/activities/${json.activity.id}`);
  expect(shown.json).toMatchObject({
    type: 'integration.ping',
    state: 'complete',
    text: 'Test delivery of hook',
    payload: { is_test: true, integration: { id: integration, name: 'hook' } },
  });
  const runs = (await t.call('GET', `/api/projects/p1/runs?activity=${json.activity.id}`)).list;
  expect(runs.map(({ id }) => id)).toEqual([run]);
  const explained = await t.call('GET', `/api/projects/p1/activities/${json.activity.id}/explain`);
  expect(explained.text).toContain('this is a test delivery of \\"hook\\" alone');
});

it('is in the audit, and takes a token that may operate', async () => {
  const token = await t.mintToken('operate', 'p1');
  expect((await t.call('POST', `${integrations}/hook/ping`, { token })).status).toBe(202);
  const reader = await t.mintToken('read', 'p1');
  expect((await t.call('POST', `${integrations}/hook/ping`, { token: reader })).status).toBe(403);
  const { list } = await t.call('GET', '/api/audit?operation=pingIntegration');
  expect(list).toMatchObject([{ status: 202 }, { status: 202 }]);
});

it.each([
  ['script', 'is a script: only a webhook takes a test delivery'],
  ['mail', 'is a health.email: only a webhook takes a test delivery'],
])('%s: is refused', async (name, message) => {
  const { status, json } = await t.call('POST', `${integrations}/${name}/ping`);
  expect([status, json.detail]).toEqual([400, { integration: message }]);
});

it('a paused webhook is refused, and one that is not there', async () => {
  await t.call('POST', `${integrations}/other/pause`);
  const { json } = await t.call('POST', `${integrations}/other/ping`);
  expect(json.detail).toEqual({ integration: 'is paused, so that nothing is sent: resume it first' });
  expect((await t.call('POST', `${integrations}/nothing/ping`)).json.code).toBe('integration_not_found');
});
