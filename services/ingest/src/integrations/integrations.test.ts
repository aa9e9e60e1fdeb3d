import { secretContext } from '@upshot/integrations/secret-context';
import { unseal } from '@upshot/secrets/seal';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/integrations';
const create = (body: unknown) => t.call('POST', path, { body });
const entity = async (body: unknown) => (await create(body)).json._embedded.entity;
const key = Buffer.from('a key of thirty-two bytes, or so').toString('base64');

test('a script is created with the defaults of the API, in the envelope of the original', async () => {
  const answer = await create({ type: 'script', script: 'console.log(1)' });
  expect(answer.status).toBe(201);
  const { entity: created, activities } = answer.json._embedded;
  expect(answer.json).toMatchObject({ status: 'Created', code: 201 });
  expect(activities).toEqual([]);
  const self = `${path}/${created.id}`;
  expect(created).toMatchObject({
    type: 'script',
    role: '',
    events: ['environment.push'],
    states: ['complete'],
    environments: ['*'],
    excluded_environments: [],
    result: 'success',
    concurrency: 1,
    max_per_second: null,
    burst: 1,
    script: 'console.log(1)',
    script_version: 1,
    updated_at: null,
    _links: {
      self: { href: self },
      '#edit': { href: self },
      '#delete': { href: self },
      '#validate': { href: `${self}/validate` },
    },
  });
  expect(created.id).toMatch(/^[a-z2-7]{13}$/);
  expect((await t.call('GET', self)).json).toEqual(created);
  expect((await t.call('GET', path)).json).toContainEqual(created);
});

test('another address of a webhook ends the count of its days of failure; another key does not', async () => {
  const { id } = await entity({ type: 'webhook', url: 'https://example.org/gone' });
  await t.database.insertInto('failing_webhooks').values({ integration_id: id }).execute();
  const change = async (fields: unknown) => {
    expect((await t.call('PATCH', `${path}/${id}`, { body: fields })).status).toBe(200);
    return await t.database
      .selectFrom('failing_webhooks')
      .select('integration_id')
      .where('integration_id', '=', id)
      .execute();
  };
  expect(await change({ shared_key: key, url: 'https://example.org/gone' })).toHaveLength(1);
  expect(await change({ url: 'https://example.org/here' })).toEqual([]);
});

test('the key of a webhook is sealed, and never answered again', async () => {
  const created = await entity({ type: 'webhook', url: 'https://example.org/hook', shared_key: key });
  expect(created).toMatchObject({
    events: ['*'],
    concurrency: 8,
    url: 'https://example.org/hook',
    shared_key: '******',
  });
  const row = await t.database
    .selectFrom('integrations')
    .selectAll()
    .where('id', '=', created.id)
    .executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain(key);
  expect(unseal(t.ring, row.sealed['shared_key'] ?? '', secretContext(created.id, 'shared_key'))).toBe(key);
  const sentBack = await t.call('PATCH', `${path}/${created.id}`, {
    body: { shared_key: '******', result: 'failure' },
  });
  expect(sentBack.json._embedded.entity).toMatchObject({ shared_key: '******', result: 'failure' });
  const removed = await t.call('PATCH', `${path}/${created.id}`, { body: { shared_key: null } });
  expect(removed.json._embedded.entity.shared_key).toBeNull();
});

test('a webhook is signed as RFC 7797 says, until its integration names the other form', async () => {
  const created = await entity({ type: 'webhook', url: 'https://example.org/hook', shared_key: key });
  expect(created.signature_form).toBe('rfc7797');
  const change = (form: string) =>
    t.call('PATCH', `${path}/${created.id}`, { body: { signature_form: form } });
  expect((await change('compact')).json._embedded.entity.signature_form).toBe('compact');
  const unknown = await change('jwt');
  expect([unknown.status, Object.keys(unknown.json.detail)]).toEqual([400, ['signature_form']]);
});

test('only what is given changes, and another source is a new version', async () => {
  const { id } = await entity({ type: 'script', script: 'one()', events: ['a', 'b.*'] });
  const change = async (body: unknown) =>
    (await t.call('PATCH', `${path}/${id}`, { body })).json._embedded.entity;
  expect(await change({ states: ['*'] })).toMatchObject({
    events: ['a', 'b.*'],
    states: ['*'],
    script_version: 1,
  });
  expect(await change({ script: 'one()' })).toMatchObject({ script_version: 1 });
  expect(await change({ type: 'script', script: 'two()' })).toMatchObject({
    script: 'two()',
    script_version: 2,
  });
  const versions = await t.database
    .selectFrom('script_versions')
    .selectAll()
    .where('integration_id', '=', id)
    .orderBy('version')
    .execute();
  expect(versions.map(({ source }) => source)).toEqual(['one()', 'two()']);
});

test('changes that arrive at once do not overwrite each other', async () => {
  const { id } = await entity({ type: 'script', script: '0' });
  await Promise.all(
    [1, 2, 3, 4, 5].map((n) => t.call('PATCH', `${path}/${id}`, { body: { script: String(n) } })),
  );
  expect((await t.call('GET', `${path}/${id}`)).json.script_version).toBe(6);
});

test('a deleted integration is gone, fires no more, and its row stays', async () => {
  const { id } = await entity({ type: 'script', script: ';', events: ['only.here'] });
  expect((await t.call('DELETE', `${path}/${id}`)).json).toMatchObject({ status: 'OK', code: 200 });
  for (const method of ['GET', 'DELETE'] as const) {
    expect((await t.call(method, `${path}/${id}`)).json.code).toBe('integration_not_found');
  }
  const receipt = await t.call('POST', '/api/projects/p1/activities', {
    body: { id: 'd', type: 'only.here', state: 'complete' },
  });
  expect(receipt.text).not.toContain(id);
  expect(
    await t.database.selectFrom('integrations').select('deleted_at').where('id', '=', id).executeTakeFirst(),
  ).toBeDefined();
});

test.each([
  [{}, { type: /required.*script, webhook/ }],
  [{ type: 5 }, { type: /script, webhook/ }],
  [{ type: 'script' }, { script: /required/ }],
  [{ type: 'webhook' }, { url: /required/ }],
  [{ type: 'script', script: '' }, { script: /empty/ }],
  [{ type: 'script', script: 1 }, { script: /string/ }],
  [{ type: 'script', script: 'a\0b' }, { script: /NUL/ }],
  [{ type: 'script', script: '"\ud800"' }, { script: /surrogate/ }],
  [{ type: 'script', script: ';'.repeat(1_000_001) }, { script: /1000000/ }],
  [{ type: 'script', script: ';', event: ['x'] }, { event: /did you mean "events"/ }],
  [{ type: 'script', script: ';', url: 'https://a.example' }, { url: /not a known field/ }],
  [{ type: 'script', script: ';', events: [] }, { events: /empty/ }],
  [{ type: 'script', script: ';', events: ['a', ''] }, { 'events[1]': /empty/ }],
  [{ type: 'script', script: ';', events: ['\0'] }, { 'events[0]': /NUL/ }],
  [{ type: 'script', script: ';', events: ['e'.repeat(256)] }, { 'events[0]': /255/ }],
  [{ type: 'script', script: ';', events: Array(101).fill('e') }, { events: /100/ }],
  [{ type: 'script', script: ';', events: 'environment.push' }, { events: /array/ }],
  [{ type: 'script', script: ';', result: 'maybe' }, { result: /"\*", "success", "failure"/ }],
  [{ type: 'script', script: ';', concurrency: 0 }, { concurrency: /1/ }],
  [{ type: 'script', script: ';', concurrency: 65 }, { concurrency: /64/ }],
  [{ type: 'webhook', url: 'not a url' }, { url: /URL/ }],
  [{ type: 'webhook', url: 'file:///etc/passwd' }, { url: /https/ }],
  [{ type: 'webhook', url: 'https://user:secret@a.example' }, { url: /password/ }],
  [{ type: 'webhook', url: `https://a.example/${'x'.repeat(2048)}` }, { url: /2048/ }],
  [{ type: 'webhook', url: 'https://a.example', shared_key: 'not base64!' }, { shared_key: /base64/ }],
  [{ type: 'webhook', url: 'https://a.example', shared_key: '' }, { shared_key: /empty/ }],
])('case %#: what is wrong is refused, naming the field', async (body, fields) => {
  const answer = await create(body);
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.json.detail)).toEqual(Object.keys(fields));
  for (const [field, message] of Object.entries(fields)) expect(answer.json.detail[field]).toMatch(message);
});

test('several faults are told at once', async () => {
  const answer = await create({ type: 'script', events: [], states: 'complete', colour: 'blue' });
  expect(Object.keys(answer.json.detail).toSorted()).toEqual(['colour', 'events', 'script', 'states']);
});

test.each(['null', '[]', '"script"', '[{"type":"script"}]'])('%s is no integration', async (body) => {
  expect((await create(body)).json.code).toBe('invalid_request');
});

test('fields named as those that objects have of their own are unknown fields', async () => {
  const answer = await create(
    '{"type":"script","script":";","__proto__":{"x":1},"constructor":1,"hasOwnProperty":2}',
  );
  expect(Object.keys(answer.json.detail).toSorted()).toEqual(['__proto__', 'constructor', 'hasOwnProperty']);
});

test.each([
  ['splunk', /webhook or a script/],
  ['hipchat', /webhook/],
  ['github', /post activities/],
  ['scripts', /did you mean "script"/],
  ['constructor', /script or webhook/],
  ['__proto__', /script or webhook/],
])('the type %s is refused, naming what to use', async (type, help) => {
  const answer = await create({ type });
  expect(answer.json.code).toBe('unsupported_integration_type');
  expect(answer.json.detail['type']).toMatch(help);
});

test('a script that does not compile is refused with line and column', async () => {
  const answer = await create({ type: 'script', script: 'let a = 1;\nlet b = ;\n' });
  expect(answer.json.code).toBe('invalid_script');
  expect(answer.json.detail['script']).toMatch(/line 2, column 9/);
  const { id } = await entity({ type: 'script', script: ';' });
  const changed = await t.call('PATCH', `${path}/${id}`, { body: { script: 'await x' } });
  expect(changed.json.code).toBe('invalid_script');
});

test('the type of an integration cannot change', async () => {
  const { id } = await entity({ type: 'script', script: ';' });
  const answer = await t.call('PATCH', `${path}/${id}`, {
    body: { type: 'webhook', url: 'https://a.example' },
  });
  expect(Object.keys(answer.json.detail)).toEqual(['type']);
  expect(
    (await t.call('PATCH', `${path}/${id}`, { body: { url: 'https://a.example' } })).json.detail['url'],
  ).toMatch(/known/);
  expect((await t.call('PATCH', `${path}/${id}`, { body: '[]' })).status).toBe(400);
  expect((await t.call('PATCH', `${path}/${id}`)).status).toBe(400);
});

test('an integration can be validated again, and a key that cannot be opened is found', async () => {
  const { id } = await entity({ type: 'webhook', url: 'https://a.example', shared_key: key });
  expect((await t.call('POST', `${path}/${id}/validate`)).json).toMatchObject({ status: 'OK', code: 200 });
  await t.database
    .updateTable('integrations')
    .set({ sealed: JSON.stringify({ shared_key: 'v1.00000000.AAAA.AAAA' }) })
    .where('id', '=', id)
    .execute();
  expect((await t.call('POST', `${path}/${id}/validate`)).json.detail['shared_key']).toMatch(
    /cannot be opened/,
  );
});

test('integrations belong to their project', async () => {
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  const { id } = await entity({ type: 'script', script: ';' });
  expect((await t.call('GET', `/api/projects/p2/integrations/${id}`)).status).toBe(404);
  expect(
    (await t.call('POST', '/api/projects/nowhere/integrations', { body: { type: 'script', script: ';' } }))
      .json.code,
  ).toBe('project_not_found');
});

test('lowering the concurrency moves pending runs to the first lane, and fences the lanes that are left', async () => {
  const { id } = await entity({ type: 'webhook', url: 'https://a.example', concurrency: 4, events: ['low'] });
  const lane = (index: number) => `${id}.${index}`;
  await t.database
    .insertInto('lanes')
    .values([0, 1, 2, 3].map((index) => ({ id: lane(index), integration_id: id, epoch: '5' })))
    .execute();
  await t.database
    .insertInto('pending_runs')
    .values(
      [3, 1, 2, 0].map((index) => ({
        id: `low${index}`,
        project_id: 'p1',
        integration_id: id,
        lane: lane(index),
        activity_seq: '1',
        activity_recorded_at: new Date(),
        activity_id: 'a',
        activity_type: 'low',
        activity_state: 'complete' as const,
        activity_bytes: 1,
      })),
    )
    .execute();
  await t.call('PATCH', `${path}/${id}`, { body: { concurrency: 2 } });
  const runs = await t.database
    .selectFrom('pending_runs')
    .select(['id', 'lane'])
    .where('integration_id', '=', id)
    .orderBy('seq')
    .execute();
  expect(runs.map((run) => [run.id, run.lane])).toEqual([
    ['low3', lane(0)],
    ['low1', lane(1)],
    ['low2', lane(0)],
    ['low0', lane(0)],
  ]);
  const epochs = () =>
    t.database.selectFrom('lanes').select('epoch').where('integration_id', '=', id).orderBy('id').execute();
  expect((await epochs()).map(({ epoch }) => epoch)).toEqual(['5', '5', '6', '6']);
  await t.call('PATCH', `${path}/${id}`, { body: { concurrency: 8 } });
  expect((await epochs()).map(({ epoch }) => epoch)).toEqual(['5', '5', '6', '6']);
});
