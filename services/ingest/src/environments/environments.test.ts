import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const base = '/api/projects/p1';
let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

async function post(activity: object): Promise<void> {
  const body = { state: 'complete', result: 'success', ...activity };
  expect((await t.call('POST', `${base}/activities`, { body })).status).toBe(202);
}

async function environment(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { status, json, text } = await t.call('GET', `${base}/environments/${encodeURIComponent(name)}`);
  if (status === 200) return JSON.parse(text) as Readonly<Record<string, unknown>>;
  expect(json.code).toBe('environment_not_found');
  return undefined;
}

async function names(): Promise<readonly string[]> {
  return (await t.call('GET', `${base}/environments`)).list.map(({ id }) => id);
}

test('an environment is what the latest activity that names it says', async () => {
  const url = new URL('../../../../test/fixtures/activities/environment.push-2026.json', import.meta.url);
  const push = JSON.parse(await readFile(url, 'utf8')) as { payload: { environment: object } };
  await post({ ...push, project: 'p1', id: 'old', created_at: '2026-01-01T00:00:00Z' });
  const later = { ...push.payload.environment, title: 'Later' };
  await post({
    ...push,
    project: 'p1',
    id: 'new',
    created_at: '2026-01-02T00:00:00Z',
    payload: { environment: later },
  });
  expect(await environment('main')).toEqual({
    ...later,
    id: 'main',
    project: 'p1',
    has_domains: false,
    _links: {
      self: { href: `${base}/environments/main` },
      activities: { href: `${base}/environments/main/activities` },
    },
  });
  expect(await names()).toEqual(['main']);
});

test('an environment of which no activity says more has what is documented of each', async () => {
  await post({ id: 'bare', type: 'x', environments: ['feature/ü', 'a b'], payload: { environment: 'a b' } });
  expect(await environment('feature/ü')).toMatchObject({
    name: 'feature/ü',
    type: 'development',
    status: 'active',
    is_main: false,
    deployment_state: null,
  });
  expect(await names()).toEqual(expect.arrayContaining(['main', 'feature/ü', 'a b']));
  expect((await t.call('GET', `${base}/environments?count=1`)).list).toHaveLength(1);
});

test('the environment that a branch has made is found in its outcome', async () => {
  const payload = { parent: { id: 'main', title: 'Main' }, outcome: { id: 'new', title: 'New one' } };
  await post({ id: 'branch', type: 'environment.branch', environments: ['new'], payload });
  expect(await environment('new')).toMatchObject({ title: 'New one' });
});

test('an environment is inactive after its deactivation and gone after its deletion, if they succeed', async () => {
  const payload = { environment: { id: 'e', status: 'active' } };
  const of = (id: string, type: string, result = 'success') =>
    post({ id, type, result, environments: ['e'], payload });
  await of('e1', 'environment.deactivate', 'failure');
  expect(await environment('e')).toMatchObject({ status: 'active' });
  await of('e2', 'environment.deactivate');
  expect(await environment('e')).toMatchObject({ status: 'inactive' });
  await of('e3', 'environment.delete', 'failure');
  expect(await names()).toContain('e');
  await of('e4', 'environment.delete');
  expect(await environment('e')).toBeUndefined();
  expect(await names()).not.toContain('e');
});

test('what a body may hold and PostgreSQL may not does no harm', async () => {
  const payload = { environment: { id: 'odd', title: 'nul \0', half: '\ud800' } };
  await post({ id: 'odd', type: 'x', environments: ['odd'], payload });
  expect(await environment('odd')).toMatchObject({ title: 'odd', status: 'active' });
});

test('an unknown project has no environments, and neither has a new one', async () => {
  expect((await t.call('GET', '/api/projects/nowhere/environments')).json.code).toBe('project_not_found');
  expect((await t.call('GET', '/api/projects/nowhere/environments/main')).json.code).toBe(
    'project_not_found',
  );
  expect(await environment('unknown')).toBeUndefined();
  await t.call('PUT', '/api/projects/fresh', { body: {} });
  expect((await t.call('GET', '/api/projects/fresh/environments')).list).toEqual([]);
});
