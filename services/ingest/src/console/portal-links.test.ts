import { createLogger } from '@upshot/runtime/logger';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createEvents } from '../events.ts';
import {
  cookieIn,
  createPortal,
  framedPage,
  openKey,
  openPortal,
  ownPage,
} from '../testing/portal-session.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let t: TestApp;
let chat: string;
beforeAll(async () => {
  t = await createTestApp();
  await t.database.insertInto('projects').values({ id: 'p2', title: 'Two' }).execute();
  chat = await addScript('chat');
});
afterAll(() => t[Symbol.asyncDispose]());

const links = '/api/projects/p1/console-links';
const integrations = '/api/projects/p1/integrations';

async function addScript(name: string): Promise<string> {
  const body = { type: 'script', name, script: ';', events: ['x'] };
  return (await t.call('POST', integrations, { body })).json._embedded.entity.id;
}

test('a link opens a session of one project, with the scope of the link', async () => {
  const { id, key, url } = await createPortal(t, { scope: 'operate', theme: 'dark', expires_in: 120 });
  expect([url.pathname, url.search, url.hash]).toEqual(['/console/open', '', `#k=${key}`]);
  expect(key).toMatch(/^[\w-]{43}$/);
  const answer = await openKey(t, key);
  expect([answer.status, answer.json]).toEqual([
    201,
    expect.objectContaining({
      scope: 'operate',
      project: 'p1',
      can_operate: true,
      can_change: false,
      portal: { is_limited: false, theme: 'dark', embed: [] },
    }),
  ]);
  expect(answer.headers['set-cookie']).toMatch(
    /^__Host-upshot=[^;]+; Max-Age=120; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  const headers = { ...ownPage, cookie: cookieIn(answer) };
  const statusOf = async (path: string) => (await t.call('GET', path, { token: '', headers })).status;
  expect(await statusOf('/api/projects/p1')).toBe(200);
  expect(await statusOf('/api/projects/p2')).toBe(403);
  const { list } = await t.call('GET', '/api/projects', { token: '', headers });
  expect(list.map((project) => project.id)).toEqual(['p1']);
  const { list: changes } = await t.call('GET', '/api/audit?project=p1&count=2');
  expect(changes).toMatchObject([
    { operation: 'beginSession', target: { link: id }, token: 'bootstrap' },
    { operation: 'createPortalLink', result: id, fields: ['scope', 'theme', 'expires_in'] },
  ]);
});

const wrong: readonly (readonly [string, object, string])[] = [
  ['no scope', { scope: undefined }, 'scope'],
  ['the scope admin', { scope: 'admin' }, 'scope'],
  ['half a minute', { expires_in: 30 }, 'expires_in'],
  ['more than a week', { expires_in: 604_801 }, 'expires_in'],
  ['no integration', { integrations: [] }, 'integrations'],
  ['21 integrations', { integrations: Array.from({ length: 21 }, String) }, 'integrations'],
  ['an unknown theme', { theme: 'blue' }, 'theme'],
  ['an unknown field', { scopes: 'read' }, 'scopes'],
  ['no origin', { embed: [] }, 'embed'],
  ['six origins', { embed: Array.from({ length: 6 }, (_, n) => `https://a${n}.example`) }, 'embed'],
  ['a path', { embed: ['https://a.example/page'] }, 'embed.0'],
  ['every host', { embed: ['https://a.example', 'https://*.a.example'] }, 'embed.1'],
  ['a scheme', { embed: ['https:'] }, 'embed.0'],
  ['a directive', { embed: ['https://a.example; script-src *'] }, 'embed.0'],
  ['a keyword', { embed: ["'self'"] }, 'embed.0'],
  ['another scheme', { embed: ['data:text/html,x'] }, 'embed.0'],
  ['a page without TLS', { embed: ['http://a.example'] }, 'embed.0'],
  ['a name and password', { embed: ['https://a:b@c.example'] }, 'embed.0'],
];

test.each(wrong)('a link with %s is refused, and the field is named', async (_what, over, field) => {
  const { status, json } = await t.call('POST', links, { body: { scope: 'read', ...over } });
  expect([status, Object.keys(json.detail)]).toEqual([400, [field]]);
});

test('an integration that is not there is named; a project that is not there, too', async () => {
  const body = { scope: 'read', integrations: ['chat', 'nowhere'] };
  const { status, json } = await t.call('POST', links, { body });
  expect([status, json.detail]).toEqual([404, 'Project "p1" has no integration "nowhere".']);
  const foreign = await t.call('POST', '/api/projects/p9/console-links', { body: { scope: 'read' } });
  expect(foreign.json.code).toBe('project_not_found');
});

test('only an admin of the project makes links, and no session does', async () => {
  const body = { scope: 'read' };
  for (const [scope, project] of [
    ['read', 'p1'],
    ['operate', 'p1'],
    ['producer', 'p1'],
    ['admin', 'p2'],
  ] as const) {
    const token = await t.mintToken(scope, project);
    expect((await t.call('POST', links, { token, body })).status).toBe(403);
  }
  const portal = await openPortal(t, { scope: 'operate' });
  expect((await portal.call('POST', links, body)).status).toBe(403);
  expect((await portal.call('POST', '/api/console-links')).status).toBe(403);
});

test('of many that open a link at once on several instances, one signs in; then none does', async () => {
  await using other = await createTestApp({ database: t.database, ring: t.ring });
  const { key } = await createPortal(t, {});
  const opened = await Promise.all(
    Array.from({ length: 20 }, (_, index) => openKey(index % 2 === 0 ? t : other, key)),
  );
  expect(opened.filter(({ status }) => status === 201)).toHaveLength(1);
  const again = await openKey(other, key);
  expect([again.status, again.json.detail]).toEqual([
    401,
    'This link was used before, or is older than ten minutes.',
  ]);
});

test('a link is good for ten minutes, and its session for as long as the link says', async () => {
  const { key } = await createPortal(t, {});
  await sql`update console_links set expires_at = expires_at - interval '10 minutes'`.execute(t.database);
  expect((await openKey(t, key)).status).toBe(401);
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const portal = await openPortal(t, { expires_in: 7200 });
  vi.advanceTimersByTime(7_199_000);
  const late = await portal.call('GET', '/api/projects/p1');
  expect([late.status, late.headers['set-cookie']]).toEqual([200, undefined]);
  vi.advanceTimersByTime(1000);
  expect((await portal.call('GET', '/api/projects/p1')).status).toBe(401);
});

test('revoking the token that made a link ends the link, and its sessions', async () => {
  const token = await t.mintToken('admin', 'p1');
  const [used, unused] = [await createPortal(t, {}, token), await createPortal(t, {}, token)];
  const cookie = cookieIn(await openKey(t, used.key));
  const ask = () => t.call('GET', '/api/projects/p1', { token: '', headers: { ...ownPage, cookie } });
  expect((await ask()).status).toBe(200);
  await t.call('DELETE', `/api/tokens/${token.split('_')[1]}`);
  expect((await ask()).status).toBe(401);
  expect((await openKey(t, unused.key)).status).toBe(401);
});

test('a link ends when the token that made it could no longer make it', async () => {
  const { key } = await createPortal(t, {}, await t.mintToken('admin', 'p1'));
  await sql`update tokens set scope = 'read' where scope = 'admin'`.execute(t.database);
  // Another instance, which does not remember the token.
  await using other = await createTestApp({ database: t.database, ring: t.ring });
  const { status, json } = await openKey(other, key);
  expect([status, json.detail]).toEqual([401, 'The token that made this link is no longer good for it.']);
});

test('operate pauses, resumes and replays, in the name of the link; it edits nothing', async () => {
  const { id, key } = await createPortal(t, { scope: 'operate' });
  const headers = { ...ownPage, cookie: cookieIn(await openKey(t, key)) };
  const send = (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body: object = {}) =>
    t.call(method, path, { token: '', headers, body });
  expect((await send('POST', `${integrations}/chat/pause`)).status).toBe(200);
  expect((await send('POST', `${integrations}/chat/resume`)).status).toBe(200);
  const replay = { filter: { type: ['x'] }, dry_run: true };
  expect((await send('POST', '/api/projects/p1/replays', replay)).status).toBe(200);
  for (const [method, path] of [
    ['PATCH', `${integrations}/chat`],
    ['DELETE', `${integrations}/chat`],
    ['POST', `${integrations}/chat/variables`],
    ['POST', `${integrations}/chat/versions`],
    ['PATCH', '/api/projects/p1'],
    ['POST', '/api/projects/p1/apply'],
    ['POST', '/api/tokens'],
  ] as const)
    expect([path, (await send(method, path)).status]).toEqual([path, 403]);
  const { list } = await t.call('GET', '/api/audit?project=p1&operation=pauseIntegration&count=1');
  expect(list).toMatchObject([{ target: { integration: chat, link: id } }]);
});

test('a link that reads pauses nothing; where the console is read-only, none does', async () => {
  const portal = await openPortal(t, { scope: 'read' });
  expect((await portal.call('POST', `${integrations}/chat/pause`)).status).toBe(403);
  const { key } = await createPortal(t, { scope: 'operate' });
  await using app = await createTestApp({ database: t.database, ring: t.ring, console: 'read-only' });
  const answer = await openKey(app, key);
  expect(answer.json).toMatchObject({ scope: 'read', can_operate: false });
});

test('in a frame the cookie is another one, which counts for no page outside of frames', async () => {
  const embed = ['https://app.example.com', 'http://localhost:8081', 'https://app.example.com/'];
  const { key } = await createPortal(t, { embed });
  const answer = await openKey(t, key, framedPage);
  expect(answer.json).toMatchObject({
    portal: { embed: ['https://app.example.com', 'http://localhost:8081'] },
  });
  expect(answer.headers['set-cookie']).toMatch(
    /^__Host-upshot-framed=[^;]+; Max-Age=3600; Path=\/; HttpOnly; Secure; Partitioned; SameSite=None$/,
  );
  const cookie = cookieIn(answer);
  const statusWith = async (headers: Readonly<Record<string, string>>) =>
    (await t.call('GET', '/api/projects/p1', { token: '', headers })).status;
  expect(await statusWith({ ...framedPage, cookie })).toBe(200);
  expect(await statusWith({ ...ownPage, cookie })).toBe(401);
  expect(await statusWith({ ...ownPage, cookie: cookie.replace('-framed', '') })).toBe(401);
  const plain = await openPortal(t, {});
  expect(await statusWith({ ...framedPage, cookie: plain.cookie })).toBe(401);
  expect(await statusWith({ ...framedPage, cookie: plain.cookie.replace('=', '-framed=') })).toBe(401);
});

test('a link opens where it was made for: in a frame, or outside of frames', async () => {
  const framed = await createPortal(t, { embed: ['https://app.example.com'] });
  expect((await openKey(t, framed.key)).status).toBe(403);
  expect((await openKey(t, (await createPortal(t, {})).key, framedPage)).status).toBe(403);
  const { key } = await createPortal(t, { embed: ['https://app.example.com'] });
  const overHttp = await openKey(t, key, { ...framedPage, host: 'upshot.example' });
  expect([overHttp.status, overHttp.json.detail]).toEqual([403, expect.stringContaining('HTTPS')]);
});

test('no request but one of the framed page itself counts, though the cookie comes with every one', async () => {
  const portal = await openPortal(t, { scope: 'operate', embed: ['https://app.example.com'] });
  const { 'x-upshot-framed': _framed, ...unframed } = framedPage;
  const { 'x-upshot-console': _mark, ...unmarked } = framedPage;
  const { 'sec-fetch-site': _site, ...siteless } = framedPage;
  for (const headers of [
    unframed,
    unmarked,
    siteless,
    { ...siteless, origin: 'http://127.0.0.1:8080' },
    { ...framedPage, 'sec-fetch-site': 'cross-site' },
    { ...framedPage, 'sec-fetch-site': 'same-site' },
    { ...framedPage, 'sec-fetch-site': 'none' },
  ]) {
    const call = { token: '', headers: { ...headers, cookie: portal.cookie } };
    const change = await t.call('POST', `${integrations}/chat/pause`, { ...call, body: {} });
    expect([headers, [401, 403].includes(change.status)]).toEqual([headers, true]);
  }
  expect((await portal.call('POST', `${integrations}/chat/pause`, {})).status).toBe(200);
});

test('the page may be framed by the origins of the link only, and by none without its cookie', async () => {
  const { url, key } = await createPortal(t, { embed: ['https://app.example.com', 'https://b.example'] });
  const policyOf = async (path: string, cookie?: string) => {
    const { headers } = await t.app.inject({
      url: path,
      headers: { ...ownPage, ...(cookie === undefined ? {} : { cookie }) },
    });
    const policy = String(headers['content-security-policy']);
    return [/frame-ancestors ([^;]*)/.exec(policy)?.[1], headers['x-frame-options']];
  };
  const allowed = ['https://app.example.com https://b.example', undefined];
  const refused = ["'none'", 'DENY'];
  expect(await policyOf(`${url.pathname}${url.search}`)).toEqual(allowed);
  expect(await policyOf(url.pathname)).toEqual(refused);
  expect(await policyOf(`${url.pathname}${url.search.slice(0, -4)}AAAA`)).toEqual(refused);
  expect(await policyOf(`/console/p/p1/runs${url.search}`)).toEqual(refused);
  const cookie = cookieIn(await openKey(t, key, framedPage));
  expect(await policyOf('/console/p/p1/runs', cookie)).toEqual(allowed);
  expect(await policyOf('/console/p/p1/runs')).toEqual(refused);
  const other = await openPortal(t, {});
  expect(await policyOf('/console/p/p1/runs', other.cookie)).toEqual(refused);
});

test('the key of a link is in no log, no row and no answer but the first', async () => {
  const lines: string[] = [];
  const logger = createLogger('test', 'trace', { write: (line) => void lines.push(line) });
  await using app = await createTestApp({ logger, events: createEvents(logger) });
  const { key } = await createPortal(app, {});
  const { rows } = await sql<object>`select * from console_links`.execute(app.database);
  const { rows: audited } = await sql<object>`select * from audit_log`.execute(app.database);
  const answers = [
    await openKey(app, key, { ...ownPage, 'sec-fetch-site': 'cross-site' }),
    await openKey(app, `${key}${'x'.repeat(128)}`),
    await app.call('POST', '/console/session', { token: '', headers: ownPage, body: `{"key":"${key}"` }),
    await openKey(app, key),
    await openKey(app, key),
  ];
  await sql`drop table console_links`.execute(app.database);
  answers.push(await openKey(app, key));
  expect(answers.map(({ status }) => status)).toEqual([403, 400, 400, 201, 401, 500]);
  const text = JSON.stringify([rows, audited, lines, answers.map((answer) => [answer.text, answer.headers])]);
  expect(rows).toHaveLength(1);
  expect(lines.length).toBeGreaterThan(0);
  expect(text).not.toContain(key);
});
