import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestApp,
  type TestApp,
  type TestDocument,
} from '../../../services/ingest/src/testing/test-app.ts';
import { base, integrate } from './fixture.ts';

let t: TestApp;
let variables: string;
beforeAll(async () => {
  t = await createTestApp();
});
beforeEach(async () => {
  const { id } = await integrate(t, { type: 'script', script: ';' });
  variables = `${base}/integrations/${id}/variables`;
});
afterAll(() => t[Symbol.asyncDispose]());

const create = async (body: object): Promise<TestDocument> =>
  (await t.call('POST', variables, { body })).json._embedded.entity;

describe('an integration variable', () => {
  test('has a name, attributes, a value, and says whether it is JSON and whether it is sensitive', async () => {
    const variable = await create({ name: 'url', value: 'https://example.org', attributes: { by: 'me' } });
    expect(variable).toMatchObject({
      name: 'url',
      value: 'https://example.org',
      attributes: { by: 'me' },
      is_json: false,
      is_sensitive: false,
      updated_at: null,
    });
    const { list } = await t.call('GET', variables);
    expect(list).toEqual([variable]);
    expect((await t.call('GET', `${variables}/${variable.id}`)).json).toEqual(variable);
  });

  test('that is sensitive never shows its value, neither created, listed, read, changed nor deleted', async () => {
    const { id } = await create({ name: 'token', value: 'hidden-value', is_sensitive: true });
    const path = `${variables}/${id}`;
    const answers = [
      await t.call('GET', variables),
      await t.call('GET', path),
      await t.call('PATCH', path, { body: { attributes: { a: 'b' } } }),
      await t.call('PATCH', path, { body: { is_sensitive: false } }),
      await t.call('DELETE', path),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 200]);
    for (const { text } of answers) expect(text).not.toContain('hidden-value');
    expect(answers[1]?.json).not.toHaveProperty('value');
  });

  test('that is JSON must be JSON text', async () => {
    expect(await create({ name: 'list', value: '[1]', is_json: true })).toMatchObject({ value: '[1]' });
    const { status, json } = await t.call('POST', variables, {
      body: { name: 'broken', value: '[1', is_json: true },
    });
    expect([status, Object.keys(json.detail)]).toEqual([400, ['value']]);
  });

  test('needs a name of its own and a value, and knows no is_enabled', async () => {
    await create({ name: 'taken', value: '1' });
    const again = await t.call('POST', variables, { body: { name: 'taken', value: '2' } });
    expect([again.status, Object.keys(again.json.detail)]).toEqual([409, ['name']]);
    const { json } = await t.call('POST', variables, { body: { is_enabled: true } });
    expect(Object.keys(json.detail).toSorted()).toEqual(['is_enabled', 'name', 'value']);
  });
});

describe('an address without the id of a variable', () => {
  test('takes a change for the variable that the body names', async () => {
    const { id } = await create({ name: 'a', value: '1' });
    const byName = await t.call('PATCH', variables, { body: { name: 'a', value: '2' } });
    expect(byName.json._embedded.entity).toMatchObject({ id, name: 'a', value: '2' });
    const byId = await t.call('PATCH', variables, { body: { id, name: 'b', value: '3' } });
    expect(byId.json._embedded.entity).toMatchObject({ id, name: 'b', value: '3' });
  });

  test('takes a change for the variable that the query names, so that the body may give it another name', async () => {
    const { id } = await create({ name: 'a', value: '1' });
    const byName = await t.call('PATCH', `${variables}?name=a`, { body: { name: 'b' } });
    expect(byName.json._embedded.entity).toMatchObject({ id, name: 'b', value: '1' });
    const byId = await t.call('PATCH', `${variables}?id=${id}`, { body: { value: '2' } });
    expect(byId.json._embedded.entity).toMatchObject({ id, name: 'b', value: '2' });
  });

  test('deletes the variable that the query or the body names, and that one only', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const ids = await Promise.all(names.map(async (name) => (await create({ name, value: '1' })).id));
    await t.call('DELETE', `${variables}?name=a`);
    await t.call('DELETE', `${variables}?id=${ids[1] ?? ''}`);
    const { json } = await t.call('DELETE', variables, { body: { name: 'c' } });
    expect(json).toMatchObject({ status: 'OK', code: 200, _embedded: { entity: { name: 'c' } } });
    const { list } = await t.call('GET', variables);
    expect(list.map(({ id }) => id)).toEqual([ids[3]]);
  });

  test('refuses what names no variable, even if there is only one, or names it in two ways', async () => {
    const { id } = await create({ name: 'a', value: '1' });
    const other = await create({ name: 'b', value: '1' });
    const refused = async (method: 'PATCH' | 'DELETE', query: string, body?: object) => {
      const { status, json } = await t.call(
        method,
        `${variables}${query}`,
        body === undefined ? {} : { body },
      );
      return [status, ...Object.keys(json.detail)];
    };
    expect(await refused('PATCH', '', { value: '2' })).toEqual([400, 'name']);
    expect(await refused('DELETE', '')).toEqual([400, 'name']);
    expect(await refused('DELETE', '', {})).toEqual([400, 'name']);
    expect(await refused('DELETE', `?id=${id}&name=b`)).toEqual([400, 'name']);
    expect(await refused('PATCH', '?name=a', { id: other.id, value: '2' })).toEqual([400, 'id']);
    expect((await t.call('DELETE', `${variables}?name=${id}`)).json.code).toBe('variable_not_found');
    expect((await t.call('GET', variables)).list).toEqual([
      expect.objectContaining({ id, value: '1' }),
      expect.objectContaining({ id: other.id, value: '1' }),
    ]);
  });
});
