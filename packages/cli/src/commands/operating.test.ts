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
  const shortest = await project.upshot(`${csv} --limit 1`);
  expect(shortest.stdout.trim().split('\n')).toHaveLength(2);
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

it('says that work does not flow, why, and what to do', async () => {
  const other = await system.addProject();
  await other.addScript();
  await other.record({ id: 'r1', type: 'environment.push', state: 'complete', result: 'success' });
  const { code, stdout, stderr } = await other.upshot('report');
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'Work does not flow\n' });
  expect(stdout).toMatch(/^Work does not flow\. No worker is alive; \d lanes? ha(s|ve) due runs\.\n/);
  expect(stdout).toContain('\n  → Start a worker, or look into its log.\n');
  expect(stdout).toMatch(/\noldest due run  [ ▁▂▃▄▅▆▇█]{60}  \d+ s\n$/);
  expect((await other.upshot('report -P reasons.0.code')).stdout).toBe('no_worker\n');
});

it('shows what takes space', async () => {
  const { code, stdout, stderr } = await project.upshot('storage:usage --format csv --columns table,days');
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/ MB are stored; /) as string,
  });
  expect(stdout).toContain('activity_log,8\n');
  expect(stdout).toContain('tokens,\n');
});

it('lists who changed what, of one project or of all', async () => {
  const other = await system.addProject();
  expect(await other.upshot('audit --operation createIntegration')).toMatchObject({
    code: 1,
    stderr: 'No changes found\n',
  });
  const script = await other.addScript();
  const csv = '--format csv --columns token,operation,project,target,status';
  const { stdout } = await other.upshot(`audit --operation createIntegration ${csv}`);
  expect(stdout.trim().split('\n')[1]).toBe(`bootstrap,createIntegration,${other.id},${script},201`);
  const everywhere = { env: { UPSHOT_PROJECT: '' } };
  const all = (await other.upshot(`audit --all --from -1h ${csv}`, everywhere)).stdout;
  expect(all.split('\n').filter((line) => line.includes('createIntegration')).length).toBeGreaterThan(1);
  expect(await other.upshot('audit --to 2000-01-01', everywhere)).toMatchObject({ code: 1 });
});

it('groups failures that look alike, and keeps their states', async () => {
  const other = await system.addProject();
  const script = await other.addScript();
  expect(await other.upshot('issues')).toMatchObject({ code: 1, stderr: 'No issues found\n' });
  for (const id of ['i1', 'i2']) {
    await other.record({ id, type: 'environment.push', state: 'complete', result: 'success' });
    const error = { name: 'TypeError', message: `no user "${id}"`, line: 2, column: 1 };
    await other.settle(script, { outcome: 'failed', error });
  }
  const csv = 'issue:list --format csv --no-header';
  const { stdout } = await other.upshot(`${csv} --columns id,state,error,message,line,count`);
  const [, id = ''] = /^(\w{16}),open,TypeError,"no user ""…""",2,2\n$/.exec(stdout) ?? [];
  expect((await other.upshot(`issue:update ${id} --state acknowledged`)).stderr).toBe(
    `Issue ${id} is acknowledged\n`,
  );
  expect((await other.upshot(`${csv} --state acknowledged --columns id`)).stdout).toBe(`${id}\n`);
  expect((await other.upshot(`issue:update ${id} --state done`)).code).not.toBe(0);
  expect(await other.upshot('issue:update none --state open')).toMatchObject({ code: 1 });
});
