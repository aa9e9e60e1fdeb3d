import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
beforeAll(async () => {
  system = await startCliSystem();
});
afterAll(() => system[Symbol.asyncDispose]());

const object = '{\n  "a \\"key\\"": {"n":12345678901234567890,"one":1.0},\n  "b": 2\n}\n';

it('what a script stores is imported, listed, read, changed, removed and exported, every digit as it was', async () => {
  const project = await system.addProject();
  const script = await project.addScript();
  const run = (words: readonly string[], input = '') =>
    project.upshot([`integration:storage:${words[0]}`, script, ...words.slice(1)], { input });
  expect((await run(['list'])).stderr).toContain('Nothing is stored');
  expect((await run(['import', '-'], object)).stderr).toBe('Stored 2 values\n');
  expect((await run(['export'])).stdout).toBe(object);
  expect((await run(['get', 'a "key"'])).stdout).toBe('{"n":12345678901234567890,"one":1.0}\n');
  expect((await run(['list', '--format', 'tsv', '--columns', 'key,value,characters'])).stdout).toContain(
    'b\t2\t2\n',
  );
  expect((await run(['set', 'b', '--value-file', '-'], '[3.0]\n')).stderr).toBe('Stored b\n');
  expect((await run(['get', 'b'])).stdout).toBe('[3.0]\n');
  const refused = await run(['set', 'b', '--value', '{']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('must be JSON text')]);
  expect((await run(['delete', 'b', '-y'])).stderr).toBe('Deleted b\n');
  expect((await run(['get', 'b'])).stderr).toContain('stores nothing under "b"');
  expect((await run(['import', '-', '--replace', '-y'], '{"c":1}')).stderr).toBe(
    'Stored 1 value, removed 1\n',
  );
});

it('a value that holds a secret is not shown', async () => {
  const project = await system.addProject();
  const script = await project.addScript();
  const secret = { name: 'token', value: 'hunter2-hunter2', is_sensitive: true };
  await project.call('POST', `/integrations/${script}/variables`, secret);
  await project.upshot(['integration:storage:set', script, 'auth', '--value', '"hunter2-hunter2"']);
  const outputs = await Promise.all([
    project.upshot(['integration:storage:list', script]),
    project.upshot(['integration:storage:get', script, 'auth']),
    project.upshot(['integration:storage:export', script]),
  ]);
  expect(outputs.map(({ code }) => code)).toEqual([0, 1, 0]);
  for (const { stdout, stderr } of outputs) expect(stdout + stderr).not.toContain('hunter2');
  expect(outputs[2].stderr).toContain('Left out: 1 hidden value');
});
