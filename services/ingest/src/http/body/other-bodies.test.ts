import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, testAdminToken, type TestApp } from '../../testing/test-app.ts';

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Operation {
  readonly requestBody?: object;
}

const form = 'application/x-www-form-urlencoded';
let t: TestApp;
let routes: readonly (readonly [Method, string])[];
beforeAll(async () => {
  t = await createTestApp();
  await t.app.ready();
  const { paths } = t.app.swagger() as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { requestBody }]) => requestBody !== undefined)
      .map(([method]) => [method.toUpperCase() as Method, path.replaceAll(/\{\w+\}/g, 'p1')] as const),
  );
});
afterAll(() => t[Symbol.asyncDispose]());

async function send(
  method: Method,
  url: string,
  body: string,
  label?: string,
): Promise<readonly [status: number, code: string]> {
  const headers = {
    authorization: `Bearer ${testAdminToken}`,
    // What the console's session asks of a browser.
    host: '127.0.0.1:8080',
    'sec-fetch-site': 'same-origin',
    'x-upshot-console': '1',
    ...(label === undefined ? {} : { 'content-type': label }),
  };
  const response = await t.app.inject({ method, url, payload: body, headers });
  return [response.statusCode, response.json<{ code: string }>().code];
}

test('every route with a body reads JSON that is labelled as a form, or not at all', async () => {
  expect(new Set(routes.map(([method]) => method))).toEqual(new Set(['POST', 'PUT', 'PATCH', 'DELETE']));
  for (const [method, url] of routes) {
    for (const label of ['application/json', form, `${form}; charset=UTF-8`, undefined]) {
      for (const body of [' \r\n\t{', '[}']) {
        const answer = await send(method, url, body, label);
        expect(answer, `${method} ${url} as ${label}`).toEqual([400, 'malformed_json']);
      }
    }
  }
});

test('every route with a body refuses what is neither labelled as JSON nor looks like it', async () => {
  const refused = [
    ['title=One', form],
    ['"text"', form],
    ['', form],
    ['title=One', undefined],
    ['{}', 'text/plain'],
    ['{}', 'multipart/form-data'],
  ] as const;
  for (const [method, url] of routes) {
    if (url === '/oauth2/token') continue;
    for (const [body, label] of refused) {
      if (body === '' && label === undefined) continue;
      const answer = await send(method, url, body, label);
      expect(answer, `${method} ${url} ${body} as ${label}`).toEqual([415, 'unsupported_media_type']);
    }
  }
});

test('what curl -d sends changes a project, and becomes an activity to the letter', async () => {
  const headers = { 'content-type': form };
  const changed = await t.call('PATCH', '/api/projects/p1', { body: '{"title":"a=b&c"}', headers });
  expect(changed.json._embedded.entity.title).toBe('a=b&c');
  const body = '\n{"id": "a1", "type": "x", "state": "complete", "n": 1.0}';
  expect((await t.call('POST', '/api/projects/p1/activities', { body, headers })).status).toBe(202);
  const { body: kept } = await t.database
    .selectFrom('activities')
    .select('body')
    .where('id', '=', 'a1')
    .executeTakeFirstOrThrow();
  expect(kept).toBe(body);
});

test('an address that does not exist stays not found, whatever is sent to it', async () => {
  for (const label of [form, 'text/plain', undefined]) {
    expect(await send('POST', '/api/nowhere', 'a=b', label)).toEqual([404, 'route_not_found']);
  }
});
