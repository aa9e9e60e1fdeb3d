import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

const source = 'const { deployment } = activity.payload;\nconsole.log(deployment.webapps.app.name);\n';
const activity = {
  id: 'act1',
  type: 'environment.push',
  state: 'complete',
  result: 'success',
  environments: ['main'],
  payload: { deployment: { webapps: { web: {} } } },
};

let system: CliSystem;
let project: CliProject;
let integration: string;
let run: string;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'upshot-past-'));
  file = path.join(folder, 'hook.js');
  writeFileSync(file, 'console.log(activity.id, activity._links, JSON.stringify(variables))');
  system = await startCliSystem();
  project = await system.addProject();
  integration = await project.add({ type: 'script', events: ['*'], script: source });
  const variables = `/integrations/${integration}/variables`;
  await project.call('POST', variables, { name: 'color', value: 'blue' });
  await project.call('POST', variables, { name: 'api_token', value: 'hidden', is_sensitive: true });
  await project.record(activity);
  const error = { name: 'TypeError', message: 'no', stack: 'TypeError: no', line: 2, column: 36 };
  [run = ''] = await project.settle(integration, { outcome: 'failed', error, scriptVersion: 1 });
  await project.record({ ...activity, id: 'act2' });
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system[Symbol.asyncDispose]();
});

it.each([
  [() => ['--past', 'last'], 'act2 undefined {}'],
  [() => ['--past', 'act1'], 'act1 undefined {}'],
  [() => ['--past', 'failed'], 'act1 undefined {}'],
  [() => ['--run', run, '-q'], 'act1 undefined {"api_token":"<api_token>","color":"blue"}'],
  [() => ['--vars-of', integration, '--var', 'color=red'], '{"api_token":"<api_token>","color":"red"}'],
])('script:run takes what the server has: %s', async (argsOf, printed) => {
  const { code, stdout, stderr } = await project.upshot(['script:run', file, ...argsOf(), '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { output } = JSON.parse(stdout) as { output: [number, string, string][] };
  expect(output[0]?.[2].replaceAll('******', '<api_token>')).toContain(printed);
});

it('script:run takes what an integration stores, with a file on top, and changes nothing there', async () => {
  const store = (key: string, value: string) =>
    project.call('PUT', `/integrations/${integration}/storage/${encodeURIComponent(key)}`, { value });
  await store(String.raw`a \"key\"`, '{"n":1.0}');
  await store('pushes', '4');
  await store('kept', '"hidden"');
  const script = path.join(folder, 'stored.js');
  writeFileSync(
    script,
    `const storage = require('storage'); storage.set('pushes', storage.get('pushes') + 1);
     console.log(storage.get('pushes'), storage.get('a "key"').n, storage.get('kept'));`,
  );
  const own = path.join(folder, 'own.json');
  writeFileSync(own, '{"pushes": 7}');
  const words = ['script:run', script, '--storage-of', integration];
  const taken = await project.upshot(words);
  expect(taken.code).toBe(0);
  expect(taken.stdout).toContain('5 1 null\n');
  expect(taken.stdout).toContain('storage  pushes  4 → 5');
  expect(taken.stderr).toBe('Left out: 1 hidden value of the storage; give it with --storage\n');
  expect((await project.upshot([...words, '--storage', own])).stdout).toContain('8 1 null\n');
  const replayed = await project.upshot([...words, '--run', run]);
  expect(replayed.stdout).toContain('5 1 null\n');
  const left = await project.call('GET', `/integrations/${integration}/storage`);
  expect(left).toMatchObject([{ value: '{"n":1.0}' }, { is_secret: true }, { value: '4' }]);
});

it('a token that may not read stored values is told so', async () => {
  const { token } = (await system.call('POST', '/tokens', { scope: 'read', name: 'reader' })) as {
    token: string;
  };
  const words = ['script:run', file, '--storage-of', integration];
  const { code, stderr } = await project.upshot(words, { env: { UPSHOT_TOKEN: token } });
  expect([code, stderr]).toEqual([6, expect.stringContaining('scope operate or admin')]);
});

it('what the server does not have is refused', async () => {
  const missing = await project.upshot(['script:run', file, '--past', 'nothing']);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain('Activity not found');
  const both = await project.upshot(['script:run', file, '--past', 'last', '--sample', 'push']);
  expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be used with') as string });
});

const place = `  1 │ const { deployment } = activity.payload;
> 2 │ console.log(deployment.webapps.app.name);
    │                                    ^
  activity.payload.deployment.webapps has: web
`;

it('run:get shows where the script failed, as long as it has that version', async () => {
  expect((await project.upshot(`run:get ${run}`)).stdout).toContain(`\n${place}`);
  expect((await project.upshot(`run:get ${run} --format json`)).stdout).not.toContain('│');
  await project.call('PATCH', `/integrations/${integration}`, { script: 'throw 1' });
  expect((await project.upshot(`run:get ${run}`)).stdout).not.toContain('throw 1');
});
