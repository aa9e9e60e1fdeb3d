import { documentedProperties } from '@upshot/shared/project';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('a project is created, changed and replaced, with whatever properties scripts want to see', async () => {
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
  const replaced = await t.call('PUT', '/api/projects/p7?replace=true', {
    body: { ...read.json, title: 'VII', plan: undefined },
  });
  expect(replaced.status).toBe(200);
  expect(replaced.json._embedded.entity).toMatchObject({ title: 'VII', owner: 'me' });
  expect(replaced.json._embedded.entity.plan).toBeUndefined();
});

test('a new project has every property that Platform.sh documents', async () => {
  const created = await t.call('PUT', '/api/projects/new', {
    body: { region: 'eu', subscription: { plan: 'large', more: 1 }, repository: null },
  });
  const { _links, created_at: _at, ...entity } = created.json._embedded.entity;
  expect(entity).toEqual({
    id: 'new',
    title: 'new',
    updated_at: null,
    ...documentedProperties,
    region: 'eu',
    subscription: { ...(documentedProperties['subscription'] as object), plan: 'large', more: 1 },
    repository: null,
  });
});

test('only a new project begins with a health.email to #admins, which stays deleted', async () => {
  const path = '/api/projects/begun';
  const listed = async () => (await t.call('GET', `${path}/integrations`)).list;
  const created = await t.call('PUT', path, { body: { title: 'B' } });
  expect(created.json._embedded.entity).toMatchObject({ updated_at: null });
  const [first, ...others] = await listed();
  expect(others).toEqual([]);
  expect(first).toMatchObject({ type: 'health.email', name: 'health.email', recipients: ['#admins'] });
  await t.call('DELETE', `${path}/integrations/${first?.id}`);
  await t.call('PUT', path, { body: { title: 'B2' } });
  await t.call('PUT', `${path}?replace=true`, { body: { title: 'B3' } });
  expect(await listed()).toEqual([]);
  await t.call('PUT', '/api/projects/p1', { body: { title: 'One' } });
  expect((await t.call('GET', '/api/projects/p1/integrations')).list).toEqual([]);
});

test('projects that are created at once have one health.email each', async () => {
  const path = '/api/projects/raced';
  const answers = await Promise.all(Array.from({ length: 5 }, () => t.call('PUT', path, { body: {} })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 200, 201]);
  expect((await t.call('GET', `${path}/integrations`)).list).toHaveLength(1);
});

test('the health.email of a new project neither answers activities nor is named in receipts', async () => {
  await t.call('PUT', '/api/projects/calm', { body: {} });
  const { json } = await t.call('POST', '/api/projects/calm/activities', {
    body: { id: 'a', type: 'environment.push', state: 'complete' },
  });
  expect(json).toMatchObject({ matched: [], skipped: [] });
  expect((await t.call('GET', '/api/projects/calm/runs')).list).toEqual([]);
});

test('PUT merges into a project, and removes what is not given only with replace=true', async () => {
  const path = '/api/projects/merged';
  await t.call('PUT', path, { body: { title: 'T', a: { b: 1, c: [1, 2] }, d: null } });
  const merged = await t.call('PUT', path, { body: { a: { c: [3], e: 2 }, description: 'D' } });
  expect(merged.status).toBe(200);
  expect(merged.json._embedded.entity).toMatchObject({
    title: 'T',
    a: { b: 1, c: [3], e: 2 },
    d: null,
    description: 'D',
    timezone: 'UTC',
  });
  const replaced = await t.call('PUT', `${path}?replace=true`, { body: { f: 1 } });
  const { entity } = replaced.json._embedded;
  expect(entity).toMatchObject({ title: 'merged', f: 1, description: '', timezone: 'UTC' });
  expect(entity).not.toHaveProperty('a');
});

test('properties keep the order in which they were given', async () => {
  const path = '/api/projects/ordered';
  await t.call('PUT', path, { body: { title: 'T', zz: 1, a: { y: 1, x: 1 }, timezone: 'UTC', mmm: 1 } });
  await t.call('PATCH', path, { body: { last: 1, zz: 2 } });
  const { text } = await t.call('GET', path);
  const { json } = await t.call('GET', path);
  const given = ['zz', 'a', 'timezone', 'mmm'];
  expect(Object.keys(json).slice(0, 8)).toEqual(['id', 'created_at', 'updated_at', 'title', ...given]);
  expect(Object.keys(json).slice(-2)).toEqual(['last', '_links']);
  expect(text).toContain('{"y":1,"x":1}');
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
  [{ title: '' }, 'title'],
  [{ title: 1 }, 'title'],
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
