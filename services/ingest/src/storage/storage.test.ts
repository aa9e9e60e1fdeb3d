import { reportWorker } from '@upshot/ledger/workers/write';
import { idleReport } from '@upshot/testing/worker-report';
import { storageQuota } from '@upshot/shared/storage-quota';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let integration: string;
let path: string;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  const body = { type: 'script', script: ';' };
  const { json } = await t.call('POST', '/api/projects/p1/integrations', { body });
  integration = json._embedded.entity.id;
  path = `/api/projects/p1/integrations/${integration}/storage`;
});

const put = (key: string, body: unknown) => t.call('PUT', `${path}/${encodeURIComponent(key)}`, { body });
const rowOf = async (key: string) =>
  await t.database
    .selectFrom('storage')
    .selectAll()
    .where('integration_id', '=', integration)
    .where('key', '=', key)
    .executeTakeFirst();
const addSecret = (value: string) =>
  t.call('POST', path.replace(/storage$/, 'variables'), {
    body: { name: 'token', value, is_sensitive: true },
  });

test('a value is stored, read, listed with its size and removed, every digit as it was', async () => {
  const value = '{"b":12345678901234567890,"a":1.0}';
  const stored = await put('my/key with "quotes"'.replaceAll('"', '\\"'), { value });
  expect(stored.status).toBe(200);
  expect(stored.json).toMatchObject({ key: 'my/key with \\"quotes\\"', value, is_secret: false });
  const address = `${path}/${encodeURIComponent('my/key with \\"quotes\\"')}`;
  expect((await t.call('GET', address)).json).toEqual(stored.json);
  expect((await t.call('GET', path)).json).toEqual([stored.json]);
  expect(stored.json).toMatchObject({ characters: 'my/key with \\"quotes\\"'.length + value.length });
  expect((await t.call('DELETE', address)).json).toEqual(stored.json);
  expect((await t.call('GET', address)).json.code).toBe('stored_value_not_found');
  expect((await t.call('DELETE', address)).json.code).toBe('stored_value_not_found');
});

test('a value that holds a secret is sealed, and answered nowhere', async () => {
  await put('before', { value: '"hunter2-hunter2"' });
  await addSecret('hunter2-hunter2');
  const answers = [
    await put('after', { value: '{"auth":"hunter2-hunter2"}' }),
    await t.call('GET', path),
    await t.call('GET', `${path}/before`),
    await t.call('PUT', path, { body: { values: { many: '["hunter2-hunter2"]' } } }),
    await put('after', { value: '1', if_value: '2' }),
    await t.call('DELETE', `${path}/after`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 400, 200]);
  for (const { text } of answers) expect(text).not.toContain('hunter2');
  expect(answers[1]?.list).toMatchObject([
    { key: 'after', is_secret: true, characters: 'after{"auth":"hunter2-hunter2"}'.length },
    { key: 'before', is_secret: true },
  ]);
  expect((await rowOf('many'))?.value).toMatch(/^v1\./);
});

test('while a worker that cannot open sealed values is alive, secrets are stored as it stores them', async () => {
  await addSecret('hunter2-hunter2');
  await reportWorker(t.database, { ...idleReport, id: 'old' });
  await t.database.updateTable('workers').set({ opens_sealed_storage: null }).execute();
  const answer = await put('a', { value: '"hunter2-hunter2"' });
  await t.database.deleteFrom('workers').execute();
  expect(answer.text).not.toContain('hunter2');
  expect((await rowOf('a'))?.value).toBe('"hunter2-hunter2"');
});

test('a value that was changed meanwhile is not overwritten', async () => {
  expect((await put('a', { value: '1', if_value: null })).status).toBe(200);
  expect((await put('a', { value: '2', if_value: null })).json.code).toBe('changed_meanwhile');
  expect((await put('a', { value: '2', if_value: '0' })).status).toBe(409);
  expect((await put('b', { value: '2', if_value: '0' })).status).toBe(409);
  expect((await put('a', { value: '2', if_value: '1' })).json).toMatchObject({ value: '2' });
});

test('many values are stored at once: all or none, and with "replace" nothing else stays', async () => {
  await put('old', { value: '0' });
  const many = (body: object) => t.call('PUT', path, { body });
  expect((await many({ values: { a: '1', b: '{' } })).json.detail).toEqual({
    'values.b': expect.stringMatching(/^must be JSON text/) as string,
  });
  expect((await many({ values: { a: '1', b: '2' } })).json).toEqual({ written: 2, removed: 0 });
  const answer = await many({ values: { b: '3' }, replace: true });
  expect(answer.json).toEqual({ written: 1, removed: 2 });
  expect((await t.call('GET', path)).list).toMatchObject([{ key: 'b', value: '3' }]);
});

test('a token of scope read sees keys and sizes, and no value; it writes nothing', async () => {
  await put('a', { value: '"private"' });
  const read = await t.mintToken('read', 'p1');
  const listed = await t.call('GET', path, { token: read });
  expect(listed.text).not.toContain('private');
  expect(listed.list).toMatchObject([{ key: 'a', characters: 10 }]);
  const operate = await t.mintToken('operate', 'p1');
  expect((await t.call('GET', `${path}/a`, { token: operate })).text).toContain('private');
  for (const token of [read, operate]) {
    expect((await t.call('PUT', `${path}/a`, { token, body: { value: '1' } })).status).toBe(403);
    expect((await t.call('PUT', path, { token, body: { values: {} } })).status).toBe(403);
    expect((await t.call('DELETE', `${path}/a`, { token })).status).toBe(403);
  }
});

test.each([
  ['a', { value: '{' }, 'value'],
  ['a', { value: 1 }, 'value'],
  ['a', { value: `"${'x'.repeat(storageQuota.valueLength)}"` }, 'value'],
  ['a"b', { value: '1' }, 'key'],
  ['a\\', { value: '1' }, 'key'],
  ['\\u0041', { value: '1' }, 'key'],
])('case %#: what is wrong is refused, naming the field', async (key, body, field) => {
  const answer = await put(key, body);
  expect([answer.status, Object.keys(answer.json.detail)]).toEqual([400, [field]]);
});

test('the limits of a storage hold', async () => {
  const values = Object.fromEntries(Array.from({ length: storageQuota.keys }, (_, n) => [`k${n}`, '1']));
  expect((await t.call('PUT', path, { body: { values } })).json).toMatchObject({ written: 1000 });
  expect((await put('one more', { value: '1' })).json.detail).toEqual({
    value: 'is too much: the storage of an integration may have 1000 keys',
  });
  expect((await put('k0', { value: '2' })).status).toBe(200);
});

test('the audit names who changed which key, and no value', async () => {
  await put('a', { value: '"confidential"' });
  const { list, text } = await t.call('GET', '/api/projects/p1/audit?operation=putStoredValue&count=1');
  expect(list[0]).toMatchObject({
    operation: 'putStoredValue',
    target: { integration, key: 'a' },
    status: 200,
  });
  expect(text).not.toContain('confidential');
});
