import { lintRules, lintScript } from '@upshot/trial/lint/lint-script';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import type { LintAnswer } from './lint-thread.ts';
import { createScriptLinter } from './script-linter.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const path = '/api/projects/p1/scripts:lint';
const lint = async (body: object) => {
  const { status, json } = await t.call('POST', path, { body });
  return { status, ...(json as unknown as LintAnswer) };
};

it('finds what the command finds, each with its place', async () => {
  const { status, problems, total } = await lint({ source: 'let n = 1;\nconsol.log(n);\n' });
  expect([status, total]).toEqual([200, 1]);
  expect(problems).toEqual([
    {
      rule: 'unknown-global',
      severity: 'error',
      message: 'consol is not defined; did you mean console?',
      line: 2,
      column: 1,
      end: { line: 2, column: 7 },
    },
  ]);
  expect(Object.keys(lintRules)).toContain('unknown-global');
});

it('knows the catalogue of event types, what activities have, and the concurrency', async () => {
  const source = `const s = require('storage'); s.set('n', s.get('n'));
if (activity.type === 'environment.psuh') console.log(activity.paylod);`;
  const rules = async (more: object) => (await lint({ source, ...more })).problems.map(({ rule }) => rule);
  expect(await rules({})).toEqual(['unknown-event', 'unknown-activity-field']);
  expect(await rules({ concurrency: 2 })).toEqual([
    'shared-counter',
    'unknown-event',
    'unknown-activity-field',
  ]);
});

it('a mistake in the syntax is the only problem', async () => {
  expect((await lint({ source: 'let let' })).problems).toMatchObject([{ rule: 'syntax', severity: 'error' }]);
});

it('of very many problems the first are answered', async () => {
  const { problems, total } = await lint({ source: 'nope();\n'.repeat(500) });
  expect([problems.length, total]).toEqual([200, 500]);
  const context = { eventTypes: [], activityFields: [], concurrency: 1 };
  expect(lintScript('nope();\n'.repeat(2000), context)).toHaveLength(1000);
});

test.each([
  [{}, 'source'],
  [{ source: '' }, 'source'],
  [{ source: 'x'.repeat(1_000_001) }, 'source'],
  [{ source: ';', concurrency: 0 }, 'concurrency'],
  [{ source: ';', more: 1 }, 'more'],
])('%j is refused', async (body, field) => {
  const { status, json } = await t.call('POST', path, { body });
  expect([status, json.code, Object.keys(json.detail)]).toEqual([400, 'invalid_request', [field]]);
});

it('any token but a producer may ask; of a project that exists', async () => {
  const ask = async (token: string, url = path) =>
    (await t.call('POST', url, { body: { source: ';' }, token })).json.code;
  expect(await ask(await t.mintToken('read', 'p1'))).toBeUndefined();
  expect(await ask(await t.mintToken('producer', 'p1'))).toBe('forbidden');
  await t.database.insertInto('projects').values({ id: 'p2', title: 'Two' }).execute();
  expect(await ask(await t.mintToken('admin', 'p2'))).toBe('forbidden');
  expect(await ask(await t.mintToken('admin', null), '/api/projects/none/scripts:lint')).toBe(
    'project_not_found',
  );
});

test('a script that takes too long is given up, and the next one is looked over', async () => {
  await using linter = createScriptLinter({ timeoutMs: 1000, waiting: 2 });
  const source = Array.from({ length: 90_000 }, (_, n) => `const a${n}=b.c;`).join('');
  expect(await linter.lint('p1', { source, concurrency: 1 })).toBe('expensive');
  expect(await linter.lint('p1', { source: ';', concurrency: 1 })).toEqual({ problems: [], total: 0 });
});

test('so many scripts of a project wait, and no more', async () => {
  await using linter = createScriptLinter({ timeoutMs: 5000, waiting: 2 });
  const lintIn = (project: string) => linter.lint(project, { source: ';', concurrency: 1 });
  const answers = await Promise.all(['p1', 'p1', 'p1', 'p1', 'p2'].map(lintIn));
  expect(answers.map((answer) => answer === 'busy')).toEqual([false, false, false, true, false]);
});

test('what scripts can use is answered as data and as declarations', async () => {
  const api = await t.call('GET', '/api/script-api.json', { token: '' });
  expect(api.json).toMatchObject({
    globals: expect.arrayContaining([expect.objectContaining({ name: 'fetch' })]) as unknown,
    types: expect.arrayContaining([
      expect.objectContaining({
        name: 'ScriptStorage',
        members: expect.arrayContaining([expect.objectContaining({ name: 'get' })]) as unknown,
      }),
    ]) as unknown,
    underscore: { functions: expect.arrayContaining(['map']) as unknown },
  });
  const types = await t.call('GET', '/api/script-api.d.ts', { token: '' });
  expect(types.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(types.text).toContain('interface ScriptStorage');
});
