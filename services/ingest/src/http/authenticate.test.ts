import { connectForTest } from '@upshot/testing/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { busyness } from '@upshot/testing/machine';
import { createTestApp, testAdminToken, type TestApp } from '../testing/test-app.ts';
import { createAuthenticator } from './authenticate.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.database.insertInto('projects').values({ id: 'p2', title: 'Two' }).execute();
});
afterAll(() => t[Symbol.asyncDispose]());

const activity = { id: 'a', type: 't', state: 'complete' };
const asked: Record<string, (token: string) => Promise<{ status: number }>> = {
  post: (token) => t.call('POST', '/api/projects/p1/activities', { token, body: activity }),
  read: (token) => t.call('GET', '/api/projects/p1/activities', { token }),
  operate: (token) => t.call('POST', '/api/projects/p1/integrations/none/resume', { token, body: {} }),
  change: (token) => t.call('PATCH', '/api/projects/p1', { token, body: { title: 'One' } }),
  'read another project': (token) => t.call('GET', '/api/projects/p2/activities', { token }),
};

test.each([
  ['producer', 'p1', ['post']],
  ['read', 'p1', ['read']],
  ['operate', 'p1', ['read', 'operate']],
  ['admin', 'p1', ['post', 'read', 'operate', 'change']],
  ['producer', null, ['post']],
  ['read', null, ['read', 'read another project']],
  ['operate', null, ['read', 'operate', 'read another project']],
  ['admin', null, ['post', 'read', 'operate', 'change', 'read another project']],
  ['admin', 'p2', ['read another project']],
] as const)('a %s token of the project %s may %j and nothing else', async (scope, project, may) => {
  const token = await t.mintToken(scope, project);
  const letIn: string[] = [];
  for (const [what, ask] of Object.entries(asked)) {
    const { status } = await ask(token);
    expect([200, 202, 403, 404]).toContain(status);
    if (status !== 403) letIn.push(what);
  }
  expect(letIn).toEqual(may);
});

test('without a token, and with one that is none, the answer says how to send one', async () => {
  for (const headers of [
    {},
    { authorization: 'Basic YTpi' },
    { authorization: 'Bearer ' },
    { authorization: 'x'.repeat(9000) },
  ]) {
    const answer = await t.call('GET', '/api/projects', { token: '', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  }
});

test('an unknown token and a known one with a wrong secret look the same', async () => {
  const token = await t.mintToken('read', 'p1');
  const [prefix, id] = token.split('_') as [string, string];
  const unknown = await t.call('GET', '/api/projects', {
    token: `upshot_${'a'.repeat(13)}_${'x'.repeat(43)}`,
  });
  const wrong = await t.call('GET', '/api/projects', { token: `${prefix}_${id}_${'x'.repeat(43)}` });
  const { request_id: _one, ...first } = unknown.json;
  const { request_id: _other, ...second } = wrong.json;
  expect(first).toEqual(second);
  expect(first.status).toBe(401);
});

test('a token that has expired or was revoked is refused', async () => {
  const expired = await t.mintToken('read', 'p1', { expires_at: new Date(Date.now() - 1000) });
  expect((await asked['read']?.(expired))?.status).toBe(401);
  const token = await t.mintToken('read', 'p1');
  expect((await asked['read']?.(token))?.status).toBe(200);
  expect((await t.call('DELETE', `/api/tokens/${token.split('_')[1]}`)).status).toBe(200);
  expect((await asked['read']?.(token))?.status).toBe(401);
});

test('a busy producer does not make the ledger look its token up again and again', async () => {
  const token = await t.mintToken('producer', 'p1');
  const authenticator = createAuthenticator({ database: t.database, adminToken: undefined });
  const caller = await authenticator.identify(`Bearer ${token}`);
  await t.database.deleteFrom('tokens').where('id', '=', caller.tokenId).execute();
  expect(await authenticator.identify(`bearer ${token}`)).toEqual(caller);
  authenticator.forget(caller.tokenId);
  await expect(authenticator.identify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('a token that another instance has revoked is good for five seconds more', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const token = await t.mintToken('read', 'p1');
  const authenticator = createAuthenticator({ database: t.database, adminToken: undefined });
  const { tokenId } = await authenticator.identify(`Bearer ${token}`);
  await t.database.updateTable('tokens').set({ revoked_at: new Date() }).where('id', '=', tokenId).execute();
  vi.advanceTimersByTime(4999);
  await expect(authenticator.identify(`Bearer ${token}`)).resolves.toMatchObject({ tokenId });
  vi.advanceTimersByTime(1);
  await expect(authenticator.identify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'unauthorized' });
});

test('a token is good as soon as it is in the ledger, also when it was refused just before', async () => {
  const token = await t.mintToken('read', 'p1');
  const authenticator = createAuthenticator({ database: t.database, adminToken: undefined });
  const id = token.split('_')[1] ?? '';
  const row = await t.database
    .deleteFrom('tokens')
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await expect(authenticator.identify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'unauthorized' });
  await t.database.insertInto('tokens').values(row).execute();
  await expect(authenticator.identify(`Bearer ${token}`)).resolves.toMatchObject({ tokenId: id });
});

test('a ledger that accepts the question and does not answer is unavailable within a second', async () => {
  const token = await t.mintToken('read', 'p1');
  const asleep = connectForTest(t.databaseUrl, { maxConnections: 1, connectMs: 20_000, statementMs: 20_000 });
  const sleeping = sql`select pg_sleep(2)`.execute(asleep);
  const authenticator = createAuthenticator({ database: asleep, adminToken: undefined });
  const begun = performance.now();
  await expect(authenticator.identify(`Bearer ${token}`)).rejects.toMatchObject({
    code: 'ledger_unavailable',
  });
  expect(performance.now() - begun).toBeLessThan(1000 * busyness());
  await sleeping;
  await expect(authenticator.identify(`Bearer ${token}`)).resolves.toMatchObject({ scope: 'read' });
  await asleep.destroy();
});

test('the token of the configuration is good only where one is configured', async () => {
  const authenticator = createAuthenticator({ database: t.database, adminToken: undefined });
  await expect(authenticator.identify(`Bearer ${testAdminToken}`)).rejects.toMatchObject({
    code: 'unauthorized',
  });
  await expect(authenticator.identify('Bearer undefined')).rejects.toMatchObject({ code: 'unauthorized' });
});
