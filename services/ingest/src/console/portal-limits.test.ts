import { eventually } from '@upshot/testing/eventually';
import { settleRuns } from '@upshot/testing/settle-runs';
import { watchStream } from '@upshot/testing/watch-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { framedPage, openPortal, ownPage, type PortalSession } from '../testing/portal-session.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What an answer that a limited session gets must not hold. */
const CANARY = 'canary-7f3a';
const project = '/api/projects/p1';

/** Something of one integration, by the names that paths have for it. */
interface Things {
  readonly integration: string;
  readonly run: string;
  readonly issue: string;
  readonly replay: string;
}

let t: TestApp;
let mine: Things;
let canary: Things;
let address: string;

beforeAll(async () => {
  t = await createTestApp();
  address = await t.app.listen({ port: 0, host: '127.0.0.1' });
  const [own, other] = [await addScript('mine'), await addScript(CANARY)];
  const variable = { name: 'KEY', value: 'variable-9c1b' };
  await t.call('POST', `${project}/integrations/${own}/variables`, { body: variable });
  const hook = { type: 'webhook', name: `${CANARY}-hook`, url: `https://${CANARY}.example`, events: ['y'] };
  await t.call('POST', `${project}/integrations`, { body: hook });
  await post('a1');
  await t.call('POST', `${project}/integrations/${CANARY}-hook/ping`, { body: {} });
  for (const [id, message] of [
    [own, 'mine has failed'],
    [other, `${CANARY} has failed`],
  ] as const)
    await settleRuns(t.databaseUrl, id, {
      outcome: 'failed',
      output: [{ at_ms: 0, level: 'log', text: message }],
      error: { name: 'Error', message },
    });
  mine = await findThings(own);
  canary = await findThings(other);
  await post('a2');
});
afterAll(() => t[Symbol.asyncDispose]());

async function addScript(name: string): Promise<string> {
  const body = { type: 'script', name, script: `console.log('${name}')`, events: ['x'] };
  return (await t.call('POST', `${project}/integrations`, { body })).json._embedded.entity.id;
}

async function post(id: string): Promise<void> {
  const body = { id, type: 'x', state: 'complete', result: 'success', environments: ['main'] };
  expect((await t.call('POST', `${project}/activities`, { body })).status).toBe(202);
}

async function findThings(integration: string): Promise<Things> {
  const runs = await t.call('GET', `${project}/runs?integration=${integration}&state=finished`);
  const { json } = await t.call('GET', `${project}/issues?integration=${integration}`);
  const { issues } = json as unknown as { readonly issues: readonly { readonly id: string }[] };
  const body = { activities: ['a1'], integrations: [integration] };
  const { json: replay } = await t.call('POST', `${project}/replays`, { body });
  return {
    integration,
    run: runs.list[0]?.id ?? '',
    issue: issues[0]?.id ?? '',
    replay: (replay as unknown as { readonly replay: string }).replay,
  };
}

/** A body that passes the checks which come before the one of the caller's reach. */
const bodies: Readonly<Record<string, object>> = {
  postReplay: { activities: ['a1'], dry_run: true },
  updateIssue: { state: 'acknowledged' },
  testIntegration: { activity: { id: 'a1' } },
};

interface Operation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
}

interface Route {
  readonly method: Method;
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation of the API that takes a token; the stream is tested by itself, as it does not end. */
function routes(): readonly Route[] {
  const { paths } = t.app.swagger() as unknown as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod)
      .filter(([method, { security = [], operationId }]) => {
        return method !== 'head' && security.length > 0 && operationId !== 'streamEvents';
      })
      .map(([method, operation]) => ({ method: method.toUpperCase() as Method, path, operation })),
  );
}

function fill(path: string, { integration, run, issue, replay }: Things): string {
  const activity = path.includes('{integration}') ? run : 'a1';
  const values = { project: 'p1', integration, run, issue, replay, activity, version: '1', id: run };
  return path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => {
    return (values as Record<string, string>)[name] ?? 'none';
  });
}

async function ask({ call }: PortalSession, { method, operation }: Route, path: string) {
  const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[operation.operationId] ?? {});
  return await call(method, path, body);
}

const toLimited = [
  'postReplay',
  'listRuns',
  'listRunSummaries',
  'countRuns',
  'sumUpRuns',
  'getRun',
  'getRunOutcome',
  'getRunLog',
  'listIntegrations',
  'getIntegration',
  'pauseIntegration',
  'resumeIntegration',
  'listIntegrationActivities',
  'getIntegrationActivity',
  'getIntegrationActivityLog',
  'listEventTypes',
  'getEventType',
  'listLimits',
  'listProjects',
  'getProject',
  'listScriptVersions',
  'getScriptVersion',
  'testIntegration',
  'listIssues',
  'getIssue',
  'updateIssue',
  'locateId',
];

const toWhole = [
  'listActivityOutcomes',
  'listActivities',
  'getActivity',
  'getActivityLog',
  'explainActivity',
  'listActivityAttempts',
  'listEnvironments',
  'getEnvironment',
  'listEnvironmentActivities',
  'getActivityOfEnvironment',
  'getActivityLogOfEnvironment',
  'explainIntegration',
  'listReplays',
  'getReplay',
  'getTrial',
];

/** Asks every route for its own things. */
async function walk(portal: PortalSession) {
  const answers: { readonly operation: string; readonly status: number; readonly text: string }[] = [];
  for (const route of routes()) {
    const { status, text, headers } = await ask(portal, route, fill(route.path, mine));
    answers.push({
      operation: route.operation.operationId,
      status,
      text: `${text} ${JSON.stringify(headers)}`,
    });
  }
  return {
    answers,
    reached: answers.filter(({ status }) => status !== 403).map(({ operation }) => operation),
  };
}

test('a limited session reaches the routes that honour its limit, and nothing of another integration', async () => {
  const portal = await openPortal(t, { scope: 'operate', integrations: ['mine'] });
  const { answers, reached } = await walk(portal);
  expect(new Set(reached)).toEqual(new Set(toLimited));
  for (const { operation, text } of answers)
    for (const secret of [CANARY, canary.integration, canary.run, canary.issue, canary.replay])
      expect(`${operation}: ${text}`).not.toContain(secret);
  const isFound = ({ operation, status }: (typeof answers)[number]) =>
    status < 300 || !toLimited.includes(operation);
  // These tests have no Redis for trials, and no event type "none".
  expect(answers.filter((answer) => !isFound(answer)).map(({ operation }) => operation)).toEqual([
    'getEventType',
    'testIntegration',
  ]);
});

test('a thing of another integration is answered as one that is not there', async () => {
  const portal = await openPortal(t, { scope: 'operate', integrations: ['mine'] });
  const none: Things = { integration: 'none-0', run: 'none-1', issue: '0'.repeat(16), replay: 'none-2' };
  const byName = { ...canary, integration: CANARY };
  for (const route of routes().filter(({ path }) => /\{(integration|run|issue|replay|id)\}/.test(path)))
    for (const hidden of [canary, byName]) {
      const [asked, unknown] = [fill(route.path, hidden), fill(route.path, none)];
      const [found, missing] = [await ask(portal, route, asked), await ask(portal, route, unknown)];
      const plain = (text: string, things: Things) =>
        [things.integration, things.run, things.issue, things.replay]
          .reduce((rest, id) => rest.replaceAll(id, '…'), text)
          .replaceAll(/"request_id":"[^"]*"|since [^"]*GMT/g, '');
      expect([asked, found.status, plain(found.text, hidden)]).toEqual([
        asked,
        missing.status,
        plain(missing.text, none),
      ]);
    }
});

test('filters and replays that name another integration find what one that is not there does', async () => {
  const portal = await openPortal(t, { scope: 'operate', integrations: ['mine'] });
  for (const name of [CANARY, canary.integration, 'none']) {
    for (const list of ['runs', 'run-summaries'])
      expect((await portal.call('GET', `${project}/${list}?integration=${name}`)).list).toEqual([]);
    expect((await portal.call('GET', `${project}/run-counts?integration=${name}`)).json).toMatchObject({
      total: 0,
    });
    expect((await portal.call('GET', `${project}/issues?integration=${name}`)).json).toMatchObject({
      issues: [],
    });
    const replay = { activities: ['a1'], integrations: [name], dry_run: true };
    expect((await portal.call('POST', `${project}/replays`, replay)).json.detail).toBe(
      `Project "p1" has no integration "${name}". Nothing was replayed.`,
    );
  }
});

test('a replay of a limited session is one of its integrations, also where its name is the id of another', async () => {
  const twin = await addScript(canary.integration);
  const portal = await openPortal(t, { scope: 'operate', integrations: [twin] });
  const body = { activities: ['a1'], integrations: [canary.integration], dry_run: true };
  const { status, text } = await portal.call('POST', `${project}/replays`, body);
  await t.call('DELETE', `${project}/integrations/${twin}`);
  expect([status, text.includes(twin), text.includes(`"integration":"${canary.integration}"`)]).toEqual([
    200,
    true,
    false,
  ]);
});

test('a replay of a limited session is one of its integrations, also under a key that was used', async () => {
  const portal = await openPortal(t, { scope: 'operate', integrations: ['mine'] });
  const body = { activities: ['a1'] };
  const keyed = { 'idempotency-key': 'one' };
  const all = await t.call('POST', `${project}/replays`, { body, headers: keyed });
  expect(all.text).toContain(CANARY);
  const headers = { ...ownPage, ...keyed, cookie: portal.cookie };
  const repeated = await t.call('POST', `${project}/replays`, { token: '', headers, body });
  expect([repeated.status, repeated.json.code]).toEqual([422, 'idempotency_key_reused']);
  const own = await portal.call('POST', `${project}/replays`, body);
  expect([own.status, own.text.includes(mine.integration)]).toEqual([202, true]);
  expect(own.text).not.toContain(CANARY);
});

test('the stream of a limited session has its integrations only, and no activities', async () => {
  const portal = await openPortal(t, { integrations: ['mine'], embed: ['https://app.example.com'] });
  const headers = { ...framedPage, cookie: portal.cookie };
  await using limited = watchStream(`${address}${project}/stream`, { headers });
  await using whole = watchStream(`${address}${project}/stream`, {
    token: await t.mintToken('read', 'p1'),
  });
  await Promise.all([limited.connected, whole.connected]);
  await post('a3');
  await settleRuns(t.databaseUrl, canary.integration);
  await settleRuns(t.databaseUrl, mine.integration);
  const isMine = { event: 'run', data: expect.objectContaining({ activity: 'a3' }) as unknown };
  await eventually(() => expect(limited.events).toContainEqual(expect.objectContaining(isMine)));
  await eventually(() => expect(JSON.stringify(whole.events)).toContain(CANARY));
  const seen = limited.events.map(({ event, data }) => `${event} ${String(data['integration'])}`);
  expect(new Set(seen)).toEqual(new Set([`run ${mine.integration}`]));
});

test('a session of the whole project reads it all, but no variables, and edits nothing', async () => {
  const portal = await openPortal(t, { scope: 'operate' });
  const { answers, reached } = await walk(portal);
  expect(new Set(reached)).toEqual(new Set([...toLimited, ...toWhole]));
  expect(JSON.stringify(answers)).toContain(CANARY);
  expect(JSON.stringify(answers)).not.toContain('variable-9c1b');
  const { answers: byAdmin } = await walk({
    cookie: '',
    call: (method, path) => (method === 'GET' ? t.call(method, path) : t.call('GET', '/api/limits')),
  });
  expect(JSON.stringify(byAdmin)).toContain('variable-9c1b');
});
