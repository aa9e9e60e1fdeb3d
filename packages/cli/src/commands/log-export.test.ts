import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCliSystem, type CliProject, type CliSystem } from '../testing/cli-system.ts';

let system: CliSystem;
let project: CliProject;

const ids = ["it's", 'a2', 'a3', 'a4', 'a5'];

beforeAll(async () => {
  system = await startCliSystem();
  project = await system.addProject();
  const script = await project.addScript();
  const common = { type: 'environment.push', state: 'complete', result: 'success' };
  await project.record(
    ...ids.map((id) => ({ ...common, id, payload: { n: 12345678901234567890n.toString() } })),
  );
  await project.settle(script, {
    output: [{ at_ms: 0, level: 'log', text: 'a, "b"\nc' }],
    requests: [
      [1, 'GET', 'https://a.example/', 200, 2, 0, 1],
      [2, 'GET', 'https://b.example/', 200, 2, 0, 1],
    ],
  });
  const other = await system.addProject();
  await other.addScript();
  await other.record({ ...common, id: 'elsewhere' });
});

afterAll(() => system[Symbol.asyncDispose]());

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it.each([1, 2, 5, 2000])('writes each row once, %d rows at a time', async (page) => {
  const { code, stdout, stderr } = await project.upshot(`log:export --from -1h --page ${page}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '5 rows written\n' });
  const rows = linesOf(stdout);
  expect(rows.map((row) => String(row['activity_id'])).toSorted()).toEqual(ids.toSorted());
  expect(rows[0]).toMatchObject({ project: project.id, attempt: 1, outcome: 'succeeded', is_final: true });
});

it.each(['runs', 'requests', 'activities', 'skips', 'audit'])(
  'exports %s, of one project or of all',
  async (view) => {
    const line = `log:export --from -1h --view ${view} --page 2`;
    const ours = await project.upshot(line);
    const all = await project.upshot(line, { env: { UPSHOT_PROJECT: '' } });
    expect([ours.code, all.code]).toEqual([0, 0]);
    const count = (text: string) => text.split('\n').length;
    expect(count(all.stdout)).toBeGreaterThanOrEqual(count(ours.stdout));
    expect(all.stdout.includes('elsewhere')).toBe(view === 'activities');
    expect(ours.stdout).not.toContain('elsewhere');
  },
);

it.each([1, 3, 2000])('writes each request of an attempt once, %d rows at a time', async (page) => {
  const { stdout } = await project.upshot(`log:export --from -1h --view requests --page ${page}`);
  const rows = linesOf(stdout).map((row) => [row['activity_id'], row['number'], row['host']]);
  const expected = ids.flatMap((id) => [
    [id, 1, 'a.example'],
    [id, 2, 'b.example'],
  ]);
  expect(rows.map(String).toSorted()).toEqual(expected.map(String).toSorted());
});

it('writes CSV with one line of names', async () => {
  const { stdout } = await project.upshot('log:export --from -1h --format csv --page 2');
  expect(stdout.match(/^run,attempt,is_final/gm)).toHaveLength(1);
  expect(stdout).toContain("it's");
});

it.each([
  ['log:export', "required option '--from <date>' not specified"],
  ['log:export --from -1h --to -2h', '--to must be later than --from'],
  ['log:export --from -1h --view tokens', 'Allowed choices are attempts, runs'],
  ['log:export --from -1h --format xml', 'Allowed choices are ndjson, csv'],
])('%s ends with a reason', async (line, reason) => {
  const ended = await project.upshot(line);
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toContain(reason);
});

it('an empty range is no failure', async () => {
  expect(await project.upshot('log:export --from -3h --to -2h')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '0 rows written\n',
  });
});
