import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('a project is created, replaced and changed, with whatever properties scripts want to see', async () => {
  const created = await t.call('PUT', '/api/projects/p7', {
    body: { title: 'Seven', region: 'eu', plan: { size: 1 } },
  });
  expect(created.status).toBe(201);
  expect(created.json._embedded.entity).toMatchObject({
    id: 'p7',
    title: 'Seven',
    region: 'eu',
    plan: { size: 1 },
  });
  const changed = await t.call('PATCH', '/api/projects/p7', { body: { region: null, owner: 'me' } });
  expect(changed.json._embedded.entity).toMatchObject({
    title: 'Seven',
    region: null,
    plan: { size: 1 },
    owner: 'me',
  });
  const read = await t.call('GET', '/api/projects/p7');
  expect(read.json).toEqual(changed.json._embedded.entity);
  const replaced = await t.call('PUT', '/api/projects/p7', {
    body: { ...read.json, title: 'VII', plan: undefined },
  });
  expect(replaced.status).toBe(200);
  expect(replaced.json._embedded.entity).toMatchObject({ title: 'VII', owner: 'me' });
  expect(replaced.json._embedded.entity.plan).toBeUndefined();
});

test('further properties cannot cover what is ours', async () => {
  const body = '{"title":"T","created_at":"x","_links":{},"__proto__":{"title":"evil"}}';
  const { entity } = (await t.call('PUT', '/api/projects/p8', { body })).json._embedded;
  expect(entity.title).toBe('T');
  expect(entity.created_at).toMatch(/^20/);
  expect(entity._links.self.href).toBe('/api/projects/p8');
});

test.each(['P1', '-a', 'a_b', 'a'.repeat(64), 'ü', 'a%00'])(
  '%s cannot be the id of a project',
  async (id) => {
    const answer = await t.call('PUT', `/api/projects/${encodeURIComponent(id)}`, { body: { title: 'x' } });
    expect(answer.json.detail).toHaveProperty('project');
  },
);

test.each([
  [{}, 'title'],
  [{ title: '' }, 'title'],
  [{ title: 'x', id: 'other' }, 'id'],
  [{ title: 'x', note: 'nul \0' }, 'note'],
  [{ title: 'x', deep: [{ a: '\ud800' }] }, 'deep[0].a'],
  [{ title: 'x', 'a\0': 1 }, '"a\\u0000"'],
  [{ title: 'x', big: 'x'.repeat(300_000) }, 'body'],
])('case %#: what is wrong is refused, naming the field', async (body, field) => {
  const answer = await t.call('PUT', '/api/projects/p9', { body });
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.json.detail)).toEqual([field]);
});

test('a caller sees the projects that its token is good for', async () => {
  const [one, all] = [await t.mintToken('read', 'p1'), await t.mintToken('read', null)];
  const ids = async (token: string) =>
    (await t.call('GET', '/api/projects', { token })).list.map(({ id }) => id);
  expect(await ids(one)).toEqual(['p1']);
  expect(await ids(all)).toContain('p7');
  expect((await t.call('GET', '/api/projects/nowhere')).json.code).toBe('project_not_found');
  expect((await t.call('PATCH', '/api/projects/nowhere', { body: {} })).json.code).toBe('project_not_found');
});
