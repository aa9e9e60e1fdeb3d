import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { openValue } from './write-value.ts';

let t: TestApp;
let path: string;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  const { json } = await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: ';' },
  });
  path = `/api/projects/p1/integrations/${json._embedded.entity.id}/variables`;
});

const create = (body: unknown) => t.call('POST', path, { body });
const sealedOf = async (id: string) =>
  (await t.database.selectFrom('variables').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
    .value_sealed ?? '';

test('a variable is created, read by id and by name, listed, changed and deleted', async () => {
  const created = await create({ name: 'api_url', value: 'https://a.example', attributes: { team: 'x' } });
  expect(created.status).toBe(201);
  const { entity } = created.json._embedded;
  expect(entity).toMatchObject({
    name: 'api_url',
    value: 'https://a.example',
    is_json: false,
    is_sensitive: false,
    attributes: { team: 'x' },
  });
  expect((await t.call('GET', `${path}/${entity.id}`)).json).toEqual(entity);
  expect((await t.call('GET', `${path}/api_url`)).json).toEqual(entity);
  expect((await t.call('GET', path)).json).toEqual([entity]);
  const changed = await t.call('PATCH', `${path}/${entity.id}`, { body: { value: 'other' } });
  expect(changed.json._embedded.entity).toMatchObject({ value: 'other', attributes: { team: 'x' } });
  expect((await t.call('DELETE', `${path}/${entity.id}`)).status).toBe(200);
  expect((await t.call('GET', `${path}/${entity.id}`)).json.code).toBe('variable_not_found');
});

test('a sensitive value is sealed, answered nowhere, and never revealed by making it readable', async () => {
  const created = await create({ name: 'token', value: 'hunter2-hunter2', is_sensitive: true });
  const { id } = created.json._embedded.entity;
  const answers = [
    created,
    await t.call('GET', path),
    await t.call('GET', `${path}/${id}`),
    await t.call('PATCH', `${path}/${id}`, { body: { name: 'token2' } }),
  ];
  for (const { text } of answers) expect(text).not.toContain('hunter2');
  expect(openValue(t.ring, id, await sealedOf(id))).toBe('hunter2-hunter2');
  const revealing = await t.call('PATCH', `${path}/${id}`, { body: { is_sensitive: false } });
  expect(revealing.json.detail).toEqual({ value: expect.stringContaining('required') as string });
  const replaced = await t.call('PATCH', `${path}/${id}`, { body: { is_sensitive: false, value: 'public' } });
  expect(replaced.json._embedded.entity).toMatchObject({ value: 'public', is_sensitive: false });
});

test('a value that becomes sensitive is sealed from then on', async () => {
  const { id } = (await create({ name: 'a', value: 'was-readable' })).json._embedded.entity;
  const changed = await t.call('PATCH', `${path}/${id}`, { body: { is_sensitive: true } });
  expect(changed.text).not.toContain('was-readable');
  expect(openValue(t.ring, id, await sealedOf(id))).toBe('was-readable');
});

test('two variables of one integration cannot have one name', async () => {
  await create({ name: 'a', value: '1' });
  const { id } = (await create({ name: 'b', value: '2' })).json._embedded.entity;
  expect((await create({ name: 'a', value: '3' })).json).toMatchObject({
    status: 409,
    code: 'variable_exists',
  });
  expect((await t.call('PATCH', `${path}/${id}`, { body: { name: 'a' } })).status).toBe(409);
});

test.each([
  [{ value: 'x' }, 'name'],
  [{ name: 'a' }, 'value'],
  [{ name: '1a', value: 'x' }, 'name'],
  [{ name: 'a b', value: 'x' }, 'name'],
  [{ name: `a${'b'.repeat(128)}`, value: 'x' }, 'name'],
  [{ name: 'a', value: 5 }, 'value'],
  [{ name: 'a', value: 'nul \0' }, 'value'],
  [{ name: 'a', value: '\udc00' }, 'value'],
  [{ name: 'a', value: 'x'.repeat(65_537) }, 'value'],
  [{ name: 'a', value: 'ü'.repeat(40_000) }, 'value'],
  [{ name: 'a', value: '{not json', is_json: true }, 'value'],
  [{ name: 'a', value: 'x', is_json: 'yes' }, 'is_json'],
  [{ name: 'a', value: 'x', is_enabled: true }, 'is_enabled'],
])('case %#: what is wrong is refused, naming the field', async (body, field) => {
  const answer = await create(body);
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.json.detail)).toEqual([field]);
});

test('a value must stay JSON where it is said to be', async () => {
  const { id } = (await create({ name: 'a', value: '{"a":1}', is_json: true })).json._embedded.entity;
  expect((await t.call('PATCH', `${path}/${id}`, { body: { value: '{' } })).status).toBe(400);
  expect((await t.call('PATCH', `${path}/${id}`, { body: { value: '{', is_json: false } })).status).toBe(200);
});

test('names that objects have of their own are names like any other', async () => {
  for (const name of ['__proto__', 'constructor']) {
    expect((await create({ name, value: 'x' })).json._embedded.entity).toMatchObject({ name, value: 'x' });
  }
});

test('variables belong to their integration', async () => {
  const { id } = (await create({ name: 'a', value: 'x' })).json._embedded.entity;
  const { json } = await t.call('POST', '/api/projects/p1/integrations', {
    body: { type: 'script', script: ';' },
  });
  const other = `/api/projects/p1/integrations/${json._embedded.entity.id}/variables`;
  expect((await t.call('GET', `${other}/${id}`)).status).toBe(404);
  expect((await t.call('GET', '/api/projects/p1/integrations/none/variables')).json.code).toBe(
    'integration_not_found',
  );
});

test('an integration has up to 100 variables, and 256 kB of values, sealed or not', async () => {
  for (let n = 0; n < 3; n++) {
    await create({ name: `large${n}`, value: 'x'.repeat(65_536), is_sensitive: n === 0 });
  }
  expect((await create({ name: 'large3', value: 'x'.repeat(65_536) })).json.detail['value']).toMatch(
    /262144/,
  );
  const grown = await create({ name: 'small', value: 'x' });
  const { id } = grown.json._embedded.entity;
  const change = await t.call('PATCH', `${path}/${id}`, { body: { value: 'x'.repeat(65_536) } });
  expect(change.json.detail['value']).toMatch(/262144/);
  for (let n = 4; n < 100; n++) await create({ name: `v${n}`, value: '' });
  const many = await Promise.all(['a', 'b'].map((name) => create({ name, value: '' })));
  expect(many.map(({ status }) => status)).toEqual([400, 400]);
  expect((await t.call('GET', path)).list).toHaveLength(100);
});
