import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
});

afterAll(() => system[Symbol.asyncDispose]());

it('lists what waits, of one project or of all', async () => {
  expect(await project.upshot('lane:list')).toMatchObject({ code: 1, stderr: 'No lane has due runs\n' });
  const script = await project.addScript();
  await project.addWebhook();
  await project.record({ id: 'a1', type: 'environment.push', state: 'complete', result: 'success' });
  const csv = 'lane:list --format csv --columns id,project,state';
  const one = await project.upshot(`${csv} --limit 1`);
  expect(one.stdout.trim().split('\n')).toHaveLength(2);
  const { stdout } = await project.upshot(`${csv} --all`);
  expect(stdout).toContain(`${script}.0,${project.id},waiting\n`);
  expect(stdout.trim().split('\n')).toHaveLength(3);
  expect(await (await system.addProject()).upshot('lanes')).toMatchObject({ code: 1 });
  expect((await project.upshot(`${csv} --all`, { env: { UPSHOT_PROJECT: '' } })).stdout).toContain(script);
});

it('says which workers there are, and that none matches', async () => {
  expect(await project.upshot('workers')).toMatchObject({ code: 1, stderr: 'No workers found\n' });
  expect(await project.upshot('worker:drain w0')).toMatchObject({
    code: 1,
    stderr: 'Worker not found: w0\n',
  });
});

it('says how many workers there should be', async () => {
  const { code, stdout } = await project.upshot('scaling --min 2 -P desired_workers');
  expect({ code, stdout }).toEqual({ code: 0, stdout: '2\n' });
  expect((await project.upshot('scaling --min 2 --max 1')).stderr).toContain('must not be less than min');
});
