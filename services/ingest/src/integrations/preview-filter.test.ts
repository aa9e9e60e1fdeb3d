import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  const push = { type: 'environment.push', state: 'complete', result: 'success' };
  const activities = [
    { ...push, id: 'a', environments: ['main'] },
    { ...push, id: 'b', environments: ['dev'] },
    { ...push, id: 'c', environments: ['main'], result: 'failure' },
    { ...push, id: 'd', environments: ['main'], state: 'pending', result: null },
    { ...push, id: 'e', type: 'environment.branch', environments: ['main'] },
    { ...push, id: 'f', type: 'integration.ping', environments: [] },
  ];
  for (const body of activities) await t.call('POST', '/api/projects/p1/activities', { body });
});
afterAll(() => t[Symbol.asyncDispose]());

const preview = async (body: object) => await t.call('POST', '/api/projects/p1/filter-preview', { body });

it('tells what a filter would have matched, by type, and why not the others', async () => {
  const { json } = await preview({ environments: ['main'] });
  expect(json).toMatchObject({
    activities: 6,
    matched: 3,
    types: [
      { type: 'environment.push', count: 2 },
      { type: 'environment.branch', count: 1 },
    ],
    warnings: [],
  });
  const { reasons } = json as unknown as { reasons: readonly { field: string; latest: object }[] };
  expect(reasons.map(({ field }) => field).toSorted()).toEqual(['environments', 'events', 'states']);
  expect(reasons.find(({ field }) => field === 'environments')?.latest).toMatchObject({
    activity: 'b',
    message: 'none of ["dev"] is in environments ["main"]',
  });
});

it('matches as a new integration would', async () => {
  const filter = { events: ['environment.push'], states: ['*'], result: 'success' };
  const { json } = await preview(filter);
  const hook = { ...filter, type: 'webhook', url: 'https://example.org/', name: 'hook' };
  await t.call('POST', '/api/projects/p1/integrations', { body: hook });
  const replay = { filter: {}, integrations: ['hook'], dry_run: true };
  const planned = await t.call('POST', '/api/projects/p1/replays', { body: replay });
  expect(json).toMatchObject({ matched: 3 });
  expect(planned.json).toMatchObject({ count: { runs: 3 } });
});

it('looks at the latest, and warns of a name that is never there', async () => {
  expect((await preview({ last: 2 })).json).toMatchObject({ activities: 2, matched: 1 });
  const { json } = await preview({ events: ['environment.psuh'] });
  expect(json).toMatchObject({ matched: 0, warnings: [expect.stringContaining('environment.push')] });
});

it('takes readers, is not audited, and refuses what no filter is', async () => {
  const token = await t.mintToken('read', 'p1');
  const answer = await t.call('POST', '/api/projects/p1/filter-preview', { body: {}, token });
  expect(answer.status).toBe(200);
  expect((await t.call('GET', '/api/audit?operation=previewFilter')).list).toEqual([]);
  const { status, json } = await preview({ evnets: ['*'], last: 0 });
  expect([status, Object.keys(json.detail)]).toEqual([400, ['evnets', 'last']]);
  const nowhere = await t.call('POST', '/api/projects/nowhere/filter-preview', { body: {} });
  expect(nowhere.json.code).toBe('project_not_found');
});
