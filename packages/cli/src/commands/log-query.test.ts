import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  const script = await project.addScript();
  await project.record({ id: 'a1', type: 'environment.push', state: 'complete', result: 'success' });
  await project.settle(script);
});

afterAll(() => system[Symbol.asyncDispose]());

it('queries the log without psql', async () => {
  const query = "select activity_id, outcome from runs where ended_at > now() - interval '1 hour'";
  const ended = await project.upshot(['log:query', query, '--format', 'csv']);
  expect(ended).toMatchObject({ code: 0, stdout: 'activity_id,outcome\na1,succeeded\n' });
});

it('runs queries of the pack, and lists them', async () => {
  expect((await project.upshot('log:query --saved success-rate --format csv')).stdout).toContain('100');
  expect((await project.upshot('sql --list')).stdout).toContain('Failing integrations, and why');
});

it.each([
  [['log:query'], 'Give a query, or --saved'],
  [['log:query', 'select 1', '--saved', 'latest'], 'Give a query, or --saved'],
  [['log:query', '--saved', 'lates'], 'There is no saved query "lates"'],
  [['log:query', 'select * from tokens'], 'relation "tokens" does not exist (at character 15)'],
  [['log:query', 'select 1 where false'], 'No rows found'],
])('%j ends with a reason', async (line, reason) => {
  const ended = await project.upshot(line);
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toContain(reason);
});
