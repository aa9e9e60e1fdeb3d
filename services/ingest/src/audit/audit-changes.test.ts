import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

interface Change {
  readonly token: string;
  readonly token_name: string | null;
  readonly operation: string;
  readonly project: string | null;
  readonly target: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  readonly status: number | null;
  readonly result: string | null;
  readonly request_id: string;
}

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const integrations = '/api/projects/p1/integrations';
const audit = async (query = ''): Promise<readonly Change[]> =>
  (await t.call('GET', `/api/audit${query}`)).list as unknown as readonly Change[];

test('a change is kept with who, what, the names of its fields and its outcome, and without values', async () => {
  const token = await t.mintToken('admin', 'p1');
  const [, tokenId] = token.split('_');
  const made = await t.call('POST', integrations, {
    token,
    body: { type: 'webhook', url: 'https://example.org/hook?key=hidden-1', shared_key: 'hidden-2' },
  });
  const { id } = made.json._embedded.entity;
  const added = await t.call('POST', `${integrations}/${id}/variables`, {
    token,
    body: { name: 'KEY', value: 'hidden-3', is_sensitive: true },
  });
  expect(added.status).toBe(201);
  const [variable, integration] = await audit(`?token=${tokenId}`);
  expect(integration).toMatchObject({
    token: tokenId,
    token_name: expect.any(String) as string,
    operation: 'createIntegration',
    project: 'p1',
    target: {},
    fields: ['type', 'url', 'shared_key'],
    status: 201,
    result: id,
    request_id: made.headers['x-request-id'],
  });
  expect(variable).toMatchObject({ operation: 'createVariable', target: { integration: id }, status: 201 });
  const { rows } = await sql<object>`select * from audit_log`.execute(t.database);
  expect(JSON.stringify(rows)).not.toContain('hidden');
});

test('a change that is refused, or breaks, is kept with its status; what is no change is not kept', async () => {
  const before = (await audit()).length;
  await t.call('PATCH', `${integrations}/missing`, { body: { concurrency: 2 } });
  await t.call('DELETE', '/api/tokens/missing');
  await t.call('POST', '/api/projects/p1/activities', { body: { id: 'a', type: 't', state: 'complete' } });
  await t.call('POST', '/api/sql', { body: { query: 'select 1' } });
  await t.call('GET', integrations);
  await t.call('POST', integrations, { body: { type: 'unheard' } });
  const [third, second, first, ...others] = await audit();
  expect([first, second, third].map((change) => [change?.operation, change?.status])).toEqual([
    ['updateIntegration', 404],
    ['revokeToken', 404],
    ['createIntegration', 400],
  ]);
  expect(others).toHaveLength(before);
});

test('names that the ledger cannot hold are kept as it can, and long ones cut', async () => {
  const odd = { 'a\0b': 1, '\ud800': 2, ['x'.repeat(127) + '😀']: 3 };
  expect((await t.call('POST', integrations, { body: odd })).status).toBe(400);
  const [integration] = await audit();
  expect(integration?.fields).toEqual(['a\uFFFDb', '\uFFFD', `${'x'.repeat(127)}\uFFFD`]);
});

test('the number of a version is part of what was changed', async () => {
  await t.call('POST', integrations, { body: { type: 'script', name: 'counted', script: ';' } });
  expect((await t.call('POST', `${integrations}/counted/versions/9/rollback`, { body: {} })).status).toBe(
    404,
  );
  const [rollback] = await audit();
  expect(rollback?.target).toMatchObject({ version: '9' });
});

test('an admin of a project sees its changes alone, a reader none', async () => {
  await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
  const token = await t.mintToken('admin', 'p2');
  const own = await t.call('GET', '/api/projects/p2/audit', { token });
  expect(own.list).toMatchObject([{ operation: 'putProject', project: 'p2' }]);
  expect((await t.call('GET', '/api/audit', { token })).status).toBe(403);
  expect((await t.call('GET', '/api/projects/p1/audit', { token })).status).toBe(403);
  const reader = await t.mintToken('read', 'p2');
  expect((await t.call('GET', '/api/projects/p2/audit', { token: reader })).status).toBe(403);
  expect((await t.call('GET', '/api/projects/nowhere/audit')).json.code).toBe('project_not_found');
});

test('pages, filters and times narrow the list; bad ones are refused', async () => {
  const all = await audit('?count=100');
  const first = await t.call('GET', '/api/audit?count=2');
  const next = /<\?(.*)>/.exec(String(first.headers['link']))?.[1] ?? '';
  const second = await t.call('GET', `/api/audit?${next}`);
  const ids = (list: readonly { readonly request_id: string }[]) => list.map((entry) => entry.request_id);
  expect([...ids(first.list), ...ids(second.list)]).toEqual(ids(all).slice(0, 4));
  expect(ids(await audit('?project=p2'))).toEqual(ids(all.filter(({ project }) => project === 'p2')));
  expect(await audit('?to=2000-01-01T00:00:00Z')).toEqual([]);
  expect(await audit('?from=2000-01-01T00:00:00Z&count=100')).toHaveLength(all.length);
  for (const bad of ['from=yesterday', 'cursor=x', 'count=0', 'unheard=1']) {
    expect(await t.call('GET', `/api/audit?${bad}`)).toMatchObject({ status: 400 });
  }
});

test('the audit can be added to, and neither changed nor deleted', async () => {
  for (const statement of [
    sql`update audit_log set operation = 'other' where status is not null`,
    sql`update audit_log set status = 200 where status is not null`,
    sql`delete from audit_log`,
    sql`truncate audit_log`,
  ]) {
    await expect(statement.execute(t.database)).rejects.toThrow('append-only');
  }
});

test('a change is not made when it cannot be written down', async () => {
  await sql`alter table audit_log add constraint full_up check (operation <> 'patchProject') not valid`.execute(
    t.database,
  );
  const answer = await t.call('PATCH', '/api/projects/p1', { body: { title: 'Unseen' } });
  expect(answer.status).toBe(500);
  expect((await t.call('GET', '/api/projects/p1')).json.title).not.toBe('Unseen');
});
