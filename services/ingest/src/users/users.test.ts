import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let reader: string;
let id: string;
beforeAll(async () => {
  t = await createTestApp();
  await t.call('PUT', '/api/projects/shop', {
    body: { title: 'Shop', region: 'eu', organization: 'acme' },
  });
  reader = await t.mintToken('read', 'shop');
  id = String((await read('/api/users/me'))['id']);
});
afterAll(() => t[Symbol.asyncDispose]());

type Json = Readonly<Record<string, unknown>>;

async function read(path: string, token = reader): Promise<Json> {
  const { status, text } = await t.call('GET', path, { token });
  expect(status).toBe(200);
  return JSON.parse(text) as Json;
}

test('users/me is the caller, by the id and the name of its token', async () => {
  expect(await read('/api/users/me')).toMatchObject({ first_name: 'test', email: '' });
  expect(await read(`/api/users/${id}`)).toEqual(await read('/api/users/me'));
  expect(await t.call('GET', '/api/users/me')).toMatchObject({ json: { id: 'bootstrap', created_at: null } });
});

test('me and platform/me are the caller with the projects that its token is good for', async () => {
  const account = await read('/api/me');
  expect(account).toMatchObject({ id, uuid: id, display_name: 'test', ssh_keys: [] });
  expect(account['projects']).toEqual([
    expect.objectContaining({
      id: 'shop',
      title: 'Shop',
      region: 'eu',
      organization_id: 'acme',
      status: 'active',
      endpoint: expect.stringMatching(/^https?:\/\/[^/]+\/api\/projects\/shop$/) as string,
    }),
  ]);
  expect(await read('/api/platform/me')).toEqual(account);
});

test('extended access lists the projects of the token, with what it may do', async () => {
  const path = `/api/users/${id}/extended-access`;
  const access = await read(`${path}?filter[resource_type]=project&page[size]=200`);
  expect(access).toMatchObject({
    items: [{ user_id: id, resource_id: 'shop', resource_type: 'project', permissions: ['viewer'] }],
    'ref:projects': { shop: { id: 'shop', title: 'Shop', region: 'eu', organization_id: 'acme' } },
  });
  const admin = (await t.call('GET', '/api/users/me/extended-access')).text;
  expect(admin).toContain('"permissions":["admin"]');
  expect(admin).toContain('"p1"');
  expect((await read(`${path}?filter[resource_type]=organization`))['items']).toEqual([]);
});

test('a region and an organization that are no texts are shown as empty', async () => {
  await t.call('PUT', '/api/projects/odd', { body: { region: { name: 'eu' }, organization: 7 } });
  const { json } = await t.call('GET', '/api/users/me/extended-access');
  expect(json).toMatchObject({ 'ref:projects': { odd: { region: '', organization_id: '' } } });
});

test('nobody sees the access of others, and producers see none', async () => {
  for (const path of ['/api/users/bootstrap', '/api/users/bootstrap/extended-access']) {
    expect((await t.call('GET', path, { token: reader })).status).toBe(403);
  }
  const producer = await t.mintToken('producer', 'shop');
  expect((await t.call('GET', '/api/me', { token: producer })).status).toBe(403);
});

test('capabilities name the types of integrations that there are', async () => {
  const { integrations } = (await read('/api/projects/shop/capabilities')) as { integrations: Json };
  expect(integrations).toMatchObject({ enabled: true, config: { script: { enabled: true } } });
  expect(integrations['allowed_integrations']).toContain('webhook');
  expect(integrations['config']).not.toHaveProperty('github');
  expect((await t.call('GET', '/api/projects/nowhere/capabilities')).json.code).toBe('project_not_found');
});
