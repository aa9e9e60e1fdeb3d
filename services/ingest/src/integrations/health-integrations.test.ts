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
const key = Buffer.alloc(32, 3).toString('base64');

test.each([
  [{ type: 'health.email', recipients: ['#admins', 'a@b.example'] }, { from_address: null }],
  [{ type: 'health.email', recipients: ['a@b.example'], from_address: 'me@b.example' }, {}],
  [{ type: 'health.slack', token: 'xoxb-1', channel: '#ops' }, { token: '******' }],
  [{ type: 'health.pagerduty', routing_key: 'abcdef' }, { routing_key: '******' }],
  [{ type: 'health.webhook', url: 'https://a.example', shared_key: key }, { shared_key: '******' }],
  [
    { type: 'health.webhook', url: 'https://a.example' },
    { shared_key: null, headers: null, signature_form: 'rfc7797' },
  ],
  [
    { type: 'health.webhook', url: 'https://a.example', shared_key: key, signature_form: 'compact' },
    { shared_key: '******' },
  ],
])(
  'case %#: is created, answered without its secrets and filters, and is valid',
  async (fields, answered) => {
    const answer = await create(fields);
    expect(answer.status).toBe(201);
    const { entity } = answer.json._embedded;
    expect(entity).toMatchObject({ ...fields, ...answered });
    for (const filter of [
      'events',
      'states',
      'environments',
      'excluded_environments',
      'result',
      'concurrency',
    ])
      expect(entity).not.toHaveProperty(filter);
    expect((await t.call('GET', `${path}/${entity.id}`)).json).toEqual(entity);
    expect((await t.call('GET', path)).json).toContainEqual(entity);
    expect((await t.call('POST', `${path}/${entity.id}/validate`)).status).toBe(200);
    expect((await t.call('GET', `${path}/${entity.id}/activities`)).json).toEqual([]);
  },
);

test.each([
  ['token', { type: 'health.slack', token: 'xoxb-sealed', channel: '#ops' }, 'xoxb-other'],
  ['routing_key', { type: 'health.pagerduty', routing_key: 'sealed-key' }, 'other-key'],
] as const)(
  'the %s is sealed, kept when it is sent back masked, and replaced by another',
  async (field, fields, other) => {
    const { id } = (await create(fields)).json._embedded.entity;
    const opened = async () => {
      const row = await t.database
        .selectFrom('integrations')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const sealed = row.sealed[field] ?? '';
      expect(JSON.stringify(row)).not.toMatch(/xoxb-sealed|sealed-key|xoxb-other|other-key/);
      return unseal(t.ring, sealed, secretContext(id, field));
    };
    const secret = new Map(Object.entries(fields)).get(field);
    expect(await opened()).toBe(secret);
    await t.call('PATCH', `${path}/${id}`, { body: { [field]: '******' } });
    expect(await opened()).toBe(secret);
    await t.call('PATCH', `${path}/${id}`, { body: { [field]: other } });
    expect(await opened()).toBe(other);
    await t.database
      .updateTable('integrations')
      .set({ sealed: JSON.stringify({ [field]: 'v1.00000000.AAAA.AAAA' }) })
      .where('id', '=', id)
      .execute();
    expect((await t.call('POST', `${path}/${id}/validate`)).json.detail[field]).toMatch(/cannot be opened/);
  },
);

test.each([
  [{ type: 'health.email' }, { recipients: /required/ }],
  [{ type: 'health.email', recipients: [] }, { recipients: /empty/ }],
  [
    { type: 'health.email', recipients: ['a@b.example\r\nBcc: c@d.example'] },
    { 'recipients[0]': /plain address/ },
  ],
  [
    { type: 'health.email', recipients: ['a@b.example', 'Me <a@b.example>'] },
    { 'recipients[1]': /plain address/ },
  ],
  [{ type: 'health.email', recipients: ['#owners'] }, { 'recipients[0]': /#admins or #viewers/ }],
  [
    { type: 'health.email', recipients: ['a@b.example'], from_address: 'x\ny@b.example' },
    { from_address: /plain address/ },
  ],
  [{ type: 'health.email', recipients: ['a@b.example'], events: ['*'] }, { events: /not a known field/ }],
  [{ type: 'health.slack', token: 'x', channel: '#a', states: ['*'] }, { states: /not a known field/ }],
  [{ type: 'health.slack', channel: '#a' }, { token: /required/ }],
  [{ type: 'health.slack', token: 'x' }, { channel: /required/ }],
  [{ type: 'health.slack', token: 'a\r\nb: c', channel: '#a' }, { token: /pattern/ }],
  [{ type: 'health.pagerduty' }, { routing_key: /required/ }],
  [{ type: 'health.webhook', url: 'ftp://a.example' }, { url: /https/ }],
  [{ type: 'health.webhook', url: 'https://a.example', shared_key: 'not base64!' }, { shared_key: /base64/ }],
])('case %#: what is wrong is refused, naming the field', async (body, fields) => {
  const answer = await create(body);
  expect(answer.status).toBe(400);
  expect(Object.keys(answer.json.detail)).toEqual(Object.keys(fields));
  for (const [field, message] of Object.entries(fields)) expect(answer.json.detail[field]).toMatch(message);
});

test('recipients can change, to addresses only, and the type cannot', async () => {
  const { id } = (await create({ type: 'health.email', recipients: ['a@b.example'] })).json._embedded.entity;
  const change = (body: unknown) => t.call('PATCH', `${path}/${id}`, { body });
  expect((await change({ recipients: ['c@d.example'] })).json._embedded.entity).toMatchObject({
    recipients: ['c@d.example'],
  });
  expect((await change({ recipients: ['nobody'] })).json.detail).toHaveProperty('recipients[0]');
  expect((await change({ type: 'health.slack' })).json.detail).toHaveProperty('type');
});
