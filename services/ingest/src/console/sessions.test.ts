import { parseKeyRing, seal } from '@upshot/secrets/seal';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createTestApp, testAdminToken, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.database.insertInto('projects').values({ id: 'p2', title: 'Two' }).execute();
});
afterAll(() => t[Symbol.asyncDispose]());

const own = { host: '127.0.0.1:8080', 'sec-fetch-site': 'same-origin', 'x-upshot-console': '1' };

async function signIn(token: string, app = t) {
  return await app.call('POST', '/console/session', { token: '', headers: own, body: { token } });
}

async function cookieOf(token: string, app = t): Promise<string> {
  const { status, headers } = await signIn(token, app);
  expect(status).toBe(201);
  return String(headers['set-cookie']).split(';', 1)[0] ?? '';
}

async function statusWith(cookie: string, path = '/api/projects/p1', app = t): Promise<number> {
  const { status } = await app.call('GET', path, { token: '', headers: { ...own, cookie } });
  return status;
}

test.each([
  ['read', null, false, false],
  ['read', 'p1', false, false],
  ['operate', 'p1', true, false],
  ['admin', 'p1', true, true],
  ['admin', null, true, true],
] as const)(
  'a %s token of the project %s signs in, may operate: %j, and may change things: %j',
  async (scope, project, canOperate, canChange) => {
    const token = await t.mintToken(scope, project);
    const { status, json, headers } = await signIn(token);
    expect([status, json]).toEqual([
      201,
      expect.objectContaining({
        scope,
        project,
        can_operate: canOperate,
        can_change: canChange,
        is_secure: true,
      }),
    ]);
    expect(headers['set-cookie']).toMatch(
      /^__Host-upshot=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const cookie = await cookieOf(token);
    expect(cookie).not.toContain(token.slice(-43));
    expect(await statusWith(cookie)).toBe(200);
    expect(await statusWith(cookie, '/api/projects/p2')).toBe(project === null ? 200 : 403);
    const changed = await t.call('PATCH', '/api/projects/p1', {
      token: '',
      headers: { ...own, cookie },
      body: {},
    });
    expect(changed.status).toBe(canChange ? 200 : 403);
  },
);

test('a producer, an unknown token and an expired one do not sign in', async () => {
  expect((await signIn(await t.mintToken('producer', null))).status).toBe(403);
  expect((await signIn(`upshot_${'a'.repeat(13)}_${'x'.repeat(43)}`)).status).toBe(401);
  expect((await signIn(await t.mintToken('read', null, { expires_at: new Date(1) }))).status).toBe(401);
  expect((await t.call('POST', '/console/session', { token: '', headers: own, body: {} })).status).toBe(400);
});

const foreign: readonly (readonly [string, Record<string, string | undefined>])[] = [
  ['a foreign page', { 'sec-fetch-site': 'cross-site' }],
  ['another host of the domain', { 'sec-fetch-site': 'same-site' }],
  ['a typed address', { 'sec-fetch-site': 'none' }],
  ['a foreign page that names itself', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
  ['a sandboxed frame', { 'sec-fetch-site': undefined, origin: 'null' }],
  ['a foreign referrer', { 'sec-fetch-site': undefined, referer: 'https://evil.example/127.0.0.1:8080/' }],
  ['nothing that says where from', { 'sec-fetch-site': undefined }],
];

test.each(foreign)('the cookie does not count for a request of %s', async (_who, headers) => {
  const cookie = await cookieOf(testAdminToken);
  const sent = Object.entries({ ...own, cookie, ...headers }).filter(([, value]) => value !== undefined);
  const call = { token: '', headers: Object.fromEntries(sent) as Record<string, string> };
  expect((await t.call('GET', '/api/projects', call)).status).toBe(403);
  expect((await t.call('PATCH', '/api/projects/p1', { ...call, body: { title: 'Taken' } })).status).toBe(403);
  expect(
    (await t.call('POST', '/console/session', { ...call, body: { token: testAdminToken } })).status,
  ).toBe(403);
  expect((await t.call('DELETE', '/console/session', call)).status).toBe(403);
  expect((await t.call('GET', '/console/session', call)).json).toEqual({ session: null });
});

test('a change takes the header of the console; without sec-fetch-site, the origin decides', async () => {
  const { 'x-upshot-console': _mark, 'sec-fetch-site': _site, ...bare } = own;
  const cookie = await cookieOf(testAdminToken);
  const change = async (headers: Record<string, string>) =>
    (
      await t.call('PATCH', '/api/projects/p1', {
        token: '',
        headers: { ...bare, cookie, ...headers },
        body: {},
      })
    ).status;
  expect(await change({ 'sec-fetch-site': 'same-origin' })).toBe(403);
  expect(await change({ 'x-upshot-console': '1', origin: 'http://127.0.0.1:8080' })).toBe(200);
  expect(await change({ 'x-upshot-console': '1', origin: 'http://127.0.0.1:8081' })).toBe(403);
});

test('a token in the request decides alone', async () => {
  const cookie = await cookieOf(testAdminToken);
  const { status } = await t.call('GET', '/api/projects', {
    token: 'upshot_wrong',
    headers: { ...own, cookie },
  });
  expect(status).toBe(401);
  const token = await t.mintToken('read', 'p1');
  const withToken = { token, headers: { cookie, 'sec-fetch-site': 'cross-site' } };
  expect((await t.call('GET', '/api/projects/p1', withToken)).status).toBe(200);
});

test('revoking a token ends its sessions', async () => {
  const token = await t.mintToken('admin', 'p1');
  const cookie = await cookieOf(token);
  expect(await statusWith(cookie)).toBe(200);
  expect((await t.call('DELETE', `/api/tokens/${token.split('_')[1]}`)).status).toBe(200);
  expect(await statusWith(cookie)).toBe(401);
  const read = await t.call('GET', '/console/session', { token: '', headers: { ...own, cookie } });
  expect(read.json).toEqual({ session: null });
});

test('a changed admin token ends the sessions of the former one', async () => {
  const cookie = await cookieOf(testAdminToken);
  await using other = await createTestApp({ ring: t.ring, adminToken: 'another-bootstrap-token-of-letters' });
  expect(await statusWith(cookie, '/api/projects/p1', other)).toBe(401);
});

test('a forged, damaged or foreign cookie is no session', async () => {
  const cookie = await cookieOf(testAdminToken);
  const fields = JSON.stringify({ hash: 'x'.repeat(43), issued: 0, expires: 1e15 });
  const otherRing = parseKeyRing(Buffer.alloc(32, 1).toString('base64'));
  for (const text of [
    `${cookie.slice(0, -8)}AAAAAAAA`,
    '__Host-upshot=',
    '__Host-upshot=v1.a.b.c',
    `__Host-upshot=${seal(otherRing, fields, 'console session')}`,
    `__Host-upshot=${seal(t.ring, fields, 'console link x')}`,
    `__Host-upshot=${seal(t.ring, '[]', 'console session')}`,
    cookie.replace('__Host-upshot', 'upshot'),
  ]) {
    expect(await statusWith(text)).toBe(401);
  }
});

test('a session is renewed after an hour of use, and ends twelve hours after that', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const cookie = await cookieOf(await t.mintToken('read', 'p1'));
  const ask = async (text: string) =>
    await t.call('GET', '/api/projects/p1', { token: '', headers: { ...own, cookie: text } });
  vi.advanceTimersByTime(3_599_000);
  expect((await ask(cookie)).headers['set-cookie']).toBeUndefined();
  vi.advanceTimersByTime(1000);
  const renewed = String((await ask(cookie)).headers['set-cookie']).split(';', 1)[0] ?? '';
  vi.advanceTimersByTime(11 * 3_600_000 + 1);
  expect((await ask(cookie)).status).toBe(401);
  expect((await ask(renewed)).status).toBe(200);
});

test('a session that is used all the time ends a week after the browser signed in', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  let cookie = await cookieOf(await t.mintToken('read', 'p1'));
  const ask = async () => {
    const answer = await t.call('GET', '/api/projects/p1', { token: '', headers: { ...own, cookie } });
    const renewed = answer.headers['set-cookie'];
    if (typeof renewed === 'string') cookie = renewed.split(';', 1)[0] ?? '';
    return answer.status;
  };
  const hours = 7 * 24 - 1;
  for (let hour = 0; hour < hours; hour += 1) {
    vi.advanceTimersByTime(3_600_000);
    expect(await ask()).toBe(200);
  }
  vi.advanceTimersByTime(3_600_000);
  expect(await ask()).toBe(401);
});

test('a sign-in is in the audit with its token; a refused one is not', async () => {
  const token = await t.mintToken('read', 'p2');
  await signIn(token);
  await signIn(`${token}x`);
  const { list } = await t.call('GET', '/api/audit?operation=beginSession&project=p2');
  expect(list).toEqual([expect.objectContaining({ token: token.split('_')[1], project: 'p2', status: 201 })]);
});

test.each([
  [{ host: 'upshot.example' }, undefined, 'upshot', false],
  [{ host: 'upshot.example', 'x-forwarded-proto': 'https' }, undefined, '__Host-upshot', true],
  [{ host: '[::1]:8080' }, undefined, '__Host-upshot', true],
  [{ host: 'inner:8080' }, 'https://upshot.example', '__Host-upshot', true],
] as const)('for %j and the public URL %s the cookie is %s', async (headers, publicUrl, name, isSecure) => {
  await using app = await createTestApp({ publicUrl });
  const call = { token: '', headers: { ...own, ...headers }, body: { token: testAdminToken } };
  const answer = await app.call('POST', '/console/session', call);
  expect(answer.json).toMatchObject({ is_secure: isSecure });
  expect(String(answer.headers['set-cookie']).startsWith(`${name}=`)).toBe(true);
  expect(String(answer.headers['set-cookie']).includes('Secure')).toBe(isSecure);
});

test.each(['a b', '[', ':', 'host:port'])(
  'a request to the host %j is answered, with a cookie too',
  async (host) => {
    const headers = { ...own, host, cookie: 'upshot=x' };
    expect((await t.call('GET', '/api/projects', { token: '', headers })).status).toBe(401);
    const call = { token: '', headers: { ...own, host }, body: { token: testAdminToken } };
    expect((await t.call('POST', '/console/session', call)).json).toMatchObject({ is_secure: false });
  },
);

test('a one-time link signs in once, with the token that has made it', async () => {
  const token = await t.mintToken('read', 'p1');
  const { status, json } = await t.call('POST', '/api/console-links', { token });
  expect(status).toBe(201);
  const { url } = json as unknown as { url: string };
  const key = /^\/console\/open#k=([\w-]{43})$/.exec(url)?.[1];
  const use = () => t.call('POST', '/console/session', { token: '', headers: own, body: { key } });
  expect((await use()).json).toMatchObject({ scope: 'read', project: 'p1' });
  expect((await use()).status).toBe(401);
  const both = { token: '', headers: own, body: { key, token } };
  expect((await t.call('POST', '/console/session', both)).status).toBe(400);
});

test('a session makes no links', async () => {
  const cookie = await cookieOf(testAdminToken);
  const asked = await t.call('POST', '/api/console-links', { token: '', headers: { ...own, cookie } });
  expect(asked.status).toBe(401);
});

test('read-only, a session of an admin reads and changes nothing; its token does', async () => {
  await using app = await createTestApp({ console: 'read-only' });
  const cookie = await cookieOf(testAdminToken, app);
  const headers = { ...own, cookie };
  expect((await app.call('GET', '/console/session', { token: '', headers })).json).toMatchObject({
    session: { scope: 'read', can_operate: false, can_change: false },
  });
  expect((await app.call('GET', '/api/projects/p1', { token: '', headers })).status).toBe(200);
  expect((await app.call('PATCH', '/api/projects/p1', { token: '', headers, body: {} })).status).toBe(403);
  expect((await app.call('PATCH', '/api/projects/p1', { body: {} })).status).toBe(200);
});

test('switched off, there is no console, and its cookie counts for nothing', async () => {
  await using app = await createTestApp({ console: 'off', ring: t.ring });
  const cookie = await cookieOf(testAdminToken);
  expect(await statusWith(cookie, '/api/projects/p1', app)).toBe(401);
  for (const path of ['/console/', '/console/session', '/']) {
    expect((await app.call('GET', path, { headers: { accept: 'text/html' } })).status).toBe(404);
  }
});
