import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const create = (body: unknown, token?: string) =>
  t.call('POST', '/api/tokens', { body, ...(token === undefined ? {} : { token }) });

test('a token is shown once, works, is listed without its secret, and can be revoked', async () => {
  const created = await create({ scope: 'read', name: 'dashboard', project: 'p1' });
  expect(created.status).toBe(201);
  const { token, ...described } = created.json;
  expect((await t.call('GET', '/api/projects', { token })).status).toBe(200);
  const listed = await t.call('GET', '/api/tokens');
  expect(listed.json).toContainEqual(described);
  expect(listed.text).not.toContain(token);
  const row = await t.database
    .selectFrom('tokens')
    .selectAll()
    .where('id', '=', described.id)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain(token.split('_').slice(2).join('_'));
  const revoked = (await t.call('DELETE', `/api/tokens/${described.id}`)).json.revoked_at;
  expect(revoked).toMatch(/^20/);
  expect((await t.call('DELETE', `/api/tokens/${described.id}`)).json.revoked_at).toBe(revoked);
  expect((await t.call('GET', '/api/projects', { token })).status).toBe(401);
});

test('an admin of one project gives away no more than that project', async () => {
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  const admin = await t.mintToken('admin', 'p1');
  const foreign = (await create({ scope: 'read', name: 'x', project: 'p2' })).json;
  expect((await create({ scope: 'admin', name: 'x' }, admin)).status).toBe(403);
  expect((await create({ scope: 'admin', name: 'x', project: 'p2' }, admin)).status).toBe(403);
  expect((await create({ scope: 'producer', name: 'x', project: 'p1' }, admin)).status).toBe(201);
  const listed = await t.call('GET', '/api/tokens', { token: admin });
  expect(listed.list.every(({ project }) => project === 'p1')).toBe(true);
  expect((await t.call('DELETE', `/api/tokens/${foreign.id}`, { token: admin })).json.code).toBe(
    'token_not_found',
  );
});

test.each([
  [{ name: 'x' }, 'scope'],
  [{ scope: 'root', name: 'x' }, 'scope'],
  [{ scope: 'read' }, 'name'],
  [{ scope: 'read', name: 'x', project: 'Not An Id' }, 'project'],
  [{ scope: 'read', name: 'x', expires_at: 'never' }, 'expires_at'],
  [{ scope: 'read', name: 'x', expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
  [{ scope: 'read', name: 'x', hash: 'mine' }, 'hash'],
])('%j is refused, naming the field', async (body, field) => {
  expect(Object.keys((await create(body)).json.detail)).toEqual([field]);
});

test('a token of a project that does not exist is not made', async () => {
  expect((await create({ scope: 'read', name: 'x', project: 'nowhere' })).json.code).toBe(
    'project_not_found',
  );
});

test('activities that a token repeats with another body are counted, and shown to operators', async () => {
  const created = (await create({ scope: 'producer', name: 'ci' })).json;
  expect(created).toMatchObject({ differing_posts: 0, last_differing_at: null });
  const { token, id } = created;
  const path = '/api/projects/p1/activities';
  const body = (n: number) => ({ id: 'differing', type: 'x', state: 'complete', n });
  await t.call('POST', path, { body: body(1), token });
  await t.call('POST', path, { body: body(1), token });
  await t.call('POST', path, { body: [body(2), body(1), body(3)], token });
  const listed = (await t.call('GET', '/api/tokens')).json as unknown as readonly { id: string }[];
  expect(listed.find((item) => item.id === id)).toMatchObject({
    differing_posts: 2,
    last_differing_at: expect.stringMatching(/^20/) as string,
  });
  const { json } = await t.call('GET', '/api/diagnosis');
  const { operation } = json as unknown as { operation: { differing_tokens: unknown } };
  expect(operation.differing_tokens).toEqual([{ id, name: 'ci', posts: 2 }]);
});
