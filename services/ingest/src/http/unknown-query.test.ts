import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Operation {
  readonly security?: readonly unknown[];
}

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await t.app.ready();
  const body = { id: 'a1', type: 'x', state: 'complete' };
  await t.call('POST', '/api/projects/p1/activities', { body });
});
afterAll(() => t[Symbol.asyncDispose]());

/** A body that is checked before the query must be good. */
const bodies: Readonly<Record<string, object>> = {
  'PATCH /api/projects/p1/issues/none': { state: 'open' },
  'PUT /api/projects/p1/integrations/none/recording': { count: 1 },
  'PUT /api/projects/p1/integrations/none/storage': { values: {} },
  'PUT /api/projects/p1/integrations/none/storage/none': { value: '1' },
  'POST /api/projects/p1/integrations/none/variables': { name: 'a', value: 'b' },
  'POST /api/projects/p1/integrations/none/versions': { source: ';' },
  'POST /api/projects/p1/integrations/none/test': { activity: { sample: 'environment.push' } },
  'POST /api/projects/p1/integrations/none/comparisons': { source: ';' },
  'POST /api/projects/p1/scripts:run': { source: ';', activity: { sample: 'environment.push' } },
  'POST /api/projects/p1/scripts:lint': { source: ';' },
  'POST /api/projects/p1/console-links': { scope: 'read' },
  'POST /api/tokens': { scope: 'read', name: 'a' },
};

/** Every operation with its path, the parameters of which are the names of things that do not exist. */
function operations(): readonly (readonly [Method, string, Operation])[] {
  const { paths } = t.app.swagger() as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod)
      .filter(([method]) => method !== 'head')
      .map(([method, operation]) => {
        const url = path
          .replace('{project}', 'p1')
          .replace('{version}', '1')
          .replaceAll(/\{\w+\}/g, 'none');
        return [method.toUpperCase() as Method, url, operation] as const;
      }),
  );
}

test('every route for tokens refuses parameters that it does not know; every other one ignores them', async () => {
  for (const [method, url, { security = [] }] of operations()) {
    const call = method === 'GET' ? {} : { body: bodies[`${method} ${url}`] ?? {} };
    const { status, text } = await t.call(method, `${url}?zzzzzzzzzz=1`, call);
    const isRefused = status === 400 && text.includes('is not a known parameter');
    expect(isRefused, `${method} ${url}`).toBe(security.length > 0);
  }
});

test.each([
  ['/api/projects/p1/activities?cuont=1', 'cuont', 'is not a known parameter: did you mean "count"?'],
  ['/api/projects/p1/activities?type=x&states=complete', 'states', /did you mean "state"/],
  ['/api/projects/p1/runs?phase=failed', 'phase', /did you mean "state"/],
  ['/api/projects/p1?fields=title', 'fields', 'is not a known parameter: no parameter is known here'],
  ['/api/projects/p1/integrations?type=script', 'type', 'is not a known parameter: known are count, limit'],
])('%s: what is meant is named', async (path, name, message) => {
  const { status, json } = await t.call('GET', path);
  expect([status, json.code]).toEqual([400, 'invalid_request']);
  expect(json.detail).toEqual({ [name]: expect.stringMatching(message) as string });
});

test.each([
  'activities?type=environment.push&type=x&state=complete&result=success&count=10&starts_at=2026-01-01T00:00:00',
  'activities?type[]=environment.push&type[]=x&state[0]=complete&state[1]=pending',
  'integrations?limit=1',
  'integrations?count=1',
  'activities/a1?timeout=6',
])('%s: what official clients send is known', async (path) => {
  expect((await t.call('GET', `/api/projects/p1/${path}`)).status).toBe(200);
});

test('a list is no longer than count or limit', async () => {
  for (const _ of [1, 2]) {
    await t.call('POST', '/api/projects/p1/integrations', { body: { type: 'script', script: ';' } });
  }
  for (const [query, length] of [
    ['', 2],
    ['?count=1', 1],
    ['?limit=1', 1],
    ['?count=0', 2],
  ]) {
    expect((await t.call('GET', `/api/projects/p1/integrations${query}`)).list).toHaveLength(Number(length));
  }
});
