import { expect, it } from 'vitest';
import { createTestApp, testAdminToken } from '../testing/test-app.ts';

it('finds runs, activities, integrations and replays of the projects that a token is good for', async () => {
  await using t = await createTestApp({ adminToken: testAdminToken });
  await t.call('PUT', '/api/projects/p2', { body: {} });
  const integration = { type: 'script', name: 'quick', script: ';' };
  const created = await t.call('POST', '/api/projects/p1/integrations', { body: integration });
  const { id } = created.json._embedded.entity;
  const activity = { id: 'a1', type: 'environment.push', state: 'complete' };
  const receipt = await t.call('POST', '/api/projects/p1/activities', { body: activity });
  await t.call('POST', '/api/projects/p2/activities', { body: activity });
  const replayed = await t.call('POST', '/api/projects/p1/replays', { body: { activities: ['a1'] } });
  const { replay } = replayed.json as unknown as { readonly replay: string };
  const run = receipt.json.matched[0]?.run ?? '';

  const found = async (wanted: string, token?: string) =>
    (await t.call('GET', `/api/ids/${wanted}`, token === undefined ? {} : { token })).json;
  expect(await found(run)).toEqual([{ kind: 'run', project: 'p1' }]);
  expect(await found(id)).toEqual([{ kind: 'integration', project: 'p1' }]);
  expect(await found(replay)).toEqual([{ kind: 'replay', project: 'p1' }]);
  expect(await found('a1')).toEqual([
    { kind: 'activity', project: 'p1' },
    { kind: 'activity', project: 'p2' },
  ]);
  expect(await found('nothing')).toEqual([]);

  const other = await t.mintToken('read', 'p2');
  expect(await found('a1', other)).toEqual([{ kind: 'activity', project: 'p2' }]);
  for (const hidden of [run, id, replay]) expect(await found(hidden, other)).toEqual([]);
});
