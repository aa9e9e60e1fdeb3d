import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { collectOutput } from '@upshot/testing/collect-output';
import { adminToken } from '@upshot/testing/processes';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';

let system: TestSystem;
let archive: string;

beforeAll(async () => {
  archive = await mkdtemp(join(tmpdir(), 'upshot-archive-'));
  const environment = { UPSHOT_RETENTION_ACTIVITY_DAYS: '2', UPSHOT_RETENTION_ARCHIVE: archive };
  system = await startSystem({ environment });
  await system.addIntegration({ type: 'script', script: 'console.log("ran")', events: ['*'] });
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await rm(archive, { recursive: true, force: true });
});

const activity = (id: string) => ({ id, type: 'environment.push', state: 'complete', result: 'success' });

/** Moves everything that was recorded so far into the past. */
async function age(days: number): Promise<void> {
  const past = `- interval '${days} days'`;
  await system.query(`update activities set recorded_at = recorded_at ${past}`);
  await system.query(`update activity_identities set recorded_at = recorded_at ${past}`);
  await system.query(`update activity_log set logged_at = logged_at ${past},
    activity_recorded_at = activity_recorded_at ${past}`);
}

async function upshot(
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly text: string }> {
  const command = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'upshot');
  const child = spawn(command, args, {
    env: { ...process.env, UPSHOT_URL: system.url, UPSHOT_TOKEN: adminToken, UPSHOT_PROJECT: project },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [collectOutput(child.stdout), collectOutput(child.stderr)];
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, text: `${out()}${err()}` };
}

test('an expired activity leaves, archived; that it was recorded is still known', async () => {
  await system.post(activity('old'));
  await system.logged(1);
  await age(5);
  await system.post(activity('new'));
  await system.logged(2);

  const ended = await upshot('retention:run', '--format', 'csv');
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.text).toMatch(/,activities,drop,age,[\d.]+,dropped,0/);

  expect(await system.query('select id from activities')).toEqual([{ id: 'new' }]);
  expect(await system.query('select activity_id from activity_log order by logged_at')).toHaveLength(2);
  const again = await system.post(activity('old'));
  expect(again).toMatchObject({ duplicate: true, expired: true, matched: [] });
  await expect(system.call('GET', `/projects/${project}/activities/old`)).rejects.toThrow(
    'activity_not_found',
  );

  const [file] = (await readdir(archive)).filter((name) => name.startsWith('activities_'));
  const path = join(archive, file ?? '');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['old']);
});

test('a plan removes nothing, and a project can keep its data for longer', async () => {
  await age(5);
  const before = await upshot('retention:project', '--activity-days', '30');
  expect(before).toMatchObject({ code: 0 });
  const plan = await upshot('retention:plan');
  expect(plan).toMatchObject({ code: 0 });
  expect(plan.text).toContain('Nothing has expired');
  await upshot('retention:run');
  expect(await system.query('select id from activities')).toEqual([{ id: 'new' }]);
  await upshot('retention:project', '--reset');
  const next = await upshot('retention:plan', '--format', 'csv');
  expect(next.text).toMatch(/,activities,drop,age,[\d.]+,,/);
  expect(await system.query('select id from activities')).toEqual([{ id: 'new' }]);
});

test('bad values are refused with the way to a right one', async () => {
  const wrong = await upshot('retention:project', '--log-days', '0');
  expect(wrong.code).toBe(1);
  expect(wrong.text).toContain('--log-days');
  await expect(
    system.call('PUT', `/projects/${project}/retention`, { activity_days: 0, days: 1 }),
  ).rejects.toThrow(/activity_days[^]*days/);
  await expect(system.call('GET', '/retention-runs/none')).rejects.toThrow('retention_run_not_found');
});
