import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../../services/ingest/src/testing/test-app.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const base = '/api/projects/p1';
const form = 'application/x-www-form-urlencoded';

let t: TestApp;
/** The id of an integration, of its variable, and of the caller. */
const ids = { integration: '', variable: '', user: '' };
beforeAll(async () => {
  t = await createTestApp();
  const script = await t.call('POST', `${base}/integrations`, { body: { type: 'script', script: ';' } });
  ids.integration = script.json._embedded.entity.id;
  const body = { name: 'a', value: '1' };
  const variable = await t.call('POST', `${base}/integrations/${ids.integration}/variables`, { body });
  ids.variable = variable.json._embedded.entity.id;
  ids.user = (await t.call('GET', '/api/users/me')).json.id;
  const push = {
    id: 'a1',
    type: 'environment.push',
    state: 'complete',
    result: 'success',
    environments: ['main'],
  };
  await t.call('POST', `${base}/activities`, { body: push });
});
afterAll(() => t[Symbol.asyncDispose]());

/** Each command with its requests, as its source makes them. `:user` and `:integration` stand for ids. */
const commands: readonly (readonly [string, readonly (readonly [Method, string, number, object?])[]])[] = [
  ['auth:info', [['GET', '/api/users/me', 200]]],
  [
    'project:list',
    [
      ['GET', '/api/users/:user/extended-access?filter%5Bresource_type%5D=project', 200],
      ['GET', '/api/me', 200],
    ],
  ],
  ['project:get', [['GET', base, 200]]],
  ['project:get of an unknown project', [['GET', '/api/projects/unknown', 404]]],
  ['environment:list', [['GET', `${base}/environments`, 200]]],
  [
    'activity:list',
    [['GET', `${base}/activities?type%5B0%5D=environment.push&state=complete&result=success&count=10`, 200]],
  ],
  [
    'activity:list -e main',
    [
      ['GET', `${base}/environments/main`, 200],
      ['GET', `${base}/environments/main/activities?starts_at=2026-01-01T00:00:00.000000%2B00:00`, 200],
    ],
  ],
  ['activity:get', [['GET', `${base}/activities/a1`, 200]]],
  ['activity:log', [['GET', `${base}/activities/a1/log?start_at=0&max_items=0&max_delay=0`, 200]]],
  ['activity:cancel', [['POST', `${base}/activities/a1/cancel`, 400]]],
  ['integration:list', [['GET', `${base}/integrations`, 200]]],
  ['integration:get', [['GET', `${base}/integrations/:integration`, 200]]],
  [
    'integration:add',
    [
      ['GET', `${base}/capabilities`, 200],
      [
        'POST',
        `${base}/integrations`,
        201,
        { type: 'script', script: ';', events: ['*'], states: ['complete'], environments: ['*'] },
      ],
      ['GET', base, 200],
    ],
  ],
  ['integration:update', [['PATCH', `${base}/integrations/:integration`, 200, { events: ['x'] }]]],
  ['integration:validate', [['POST', `${base}/integrations/:integration/validate`, 200, {}]]],
  ['integration:activity:list', [['GET', `${base}/integrations/:integration/activities?count=10`, 200]]],
  ['integration:delete', [['DELETE', `${base}/integrations/:integration`, 200]]],
];

function fill(path: string): string {
  return path.replace(':user', ids.user).replace(':integration', ids.integration);
}

describe('the command line of Platform.sh', () => {
  test('sets variables with project:curl, which labels JSON as a form', async () => {
    const variables = `${base}/integrations/${ids.integration}/variables`;
    const headers = { 'content-type': form };
    const created = await t.call('POST', variables, { body: '{"name":"b","value":"2"}', headers });
    expect(created.status).toBe(201);
    const path = `${variables}/${ids.variable}`;
    expect((await t.call('PATCH', path, { body: '{"value":"3"}', headers })).status).toBe(200);
    expect((await t.call('DELETE', path)).status).toBe(200);
  });

  test.each(commands)('%s gets what it asks for', async (_, requests) => {
    for (const [method, path, status, body] of requests) {
      const answer = await t.call(method, fill(path), body === undefined ? {} : { body });
      expect([method, path, answer.status]).toEqual([method, path, status]);
    }
  });

  test('finds the properties that integration:add and :delete read of a project', async () => {
    await t.call('PUT', '/api/projects/p2', { body: { title: 'Two' } });
    const { text } = await t.call('GET', '/api/projects/p2');
    expect(JSON.parse(text)).toMatchObject({
      repository: { url: '' },
      subscription: { suspended: false },
      status: { code: 'provisioned' },
    });
  });
});
