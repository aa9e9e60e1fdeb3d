import { freePort } from '@upshot/local/free-port';
import { collectOutput } from '@upshot/testing/collect-output';
import { createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startIngest } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { childEnvironment, ended, runUpshot, upshotFile } from '@upshot/testing/run-upshot';
import { settleRuns } from '@upshot/testing/settle-runs';
import { callApi, project, pushActivity } from '@upshot/testing/system';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';

const system = new AsyncDisposableStack();
let environment: Readonly<Record<string, string>>;
let ingest: Awaited<ReturnType<typeof startIngest>>;
let integration: string;

beforeAll(async () => {
  const database = system.use(await createTestDatabase());
  const redis = system.use(await createTestRedis());
  environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    UPSHOT_QUEUE_PREFIX: redis.prefix,
    PORT: String(await freePort()),
  };
  ingest = await startIngest(environment);
  system.defer(() => ingest.kill());
  await callApi(ingest.url)('PUT', `/projects/${project}`, { title: 'Shop' });
  const fields = { type: 'script', name: 'chat', events: ['environment.push'], script: 'console.log(1)' };
  const added = await callApi(ingest.url)('POST', `/projects/${project}/integrations`, fields);
  integration = (added as { _embedded: { entity: { id: string } } })._embedded.entity.id;
});

afterAll(() => system.disposeAsync());

/** Records an activity and settles its run, as a worker would. */
async function run(id: string, over: Parameters<typeof settleRuns>[2] = {}): Promise<void> {
  await callApi(ingest.url)('POST', `/projects/${project}/activities`, await pushActivity(id));
  await settleRuns(environment['DATABASE_URL'] ?? '', integration, over);
}

function startTail(...options: readonly string[]) {
  const child = spawn(upshotFile, ['tail', ...options], {
    env: childEnvironment(ingest.url, { UPSHOT_PROJECT: project }),
  });
  return {
    stdout: collectOutput(child.stdout),
    stderr: collectOutput(child.stderr),
    async stop() {
      child.kill('SIGINT');
      return await ended(child);
    },
  };
}

it('prints a line for each event, and only those that were asked for', async () => {
  await run('before', { outcome: 'failed', error: { name: 'TypeError', message: 'x is\nnull' } });
  const all = startTail('--since', '10m');
  const failed = startTail('--since', '10m', '--outcome', 'failed', '--format', 'json');
  const grepped = startTail('--since', '10m', '--grep', 'LATER');
  await eventually(() => {
    expect(all.stdout()).toContain('activity before');
    expect(failed.stdout()).not.toBe('');
  });
  await run('later', { output: [{ at_ms: 1, level: 'log', text: 'hello \u001b[31mred' }] });
  await eventually(() => expect(all.stdout()).toMatch(/hello \\x1b\[31mred\n/));
  const lines = all
    .stdout()
    .trimEnd()
    .split('\n')
    .filter((line) => !line.includes('health.email'));
  expect(
    lines.map((line) =>
      line
        .replace(/^\d\d:\d\d:\d\d /, '')
        .split('  ')
        .slice(0, 4),
    ),
  ).toEqual([
    ['~ chat', 'added', `integration ${integration}`],
    ['· environment.push', 'main', 'complete, success', '1 integration fired'],
    ['✗ chat', 'environment.push', 'main', 'failed'],
    ['· environment.push', 'main', 'complete, success', '1 integration fired'],
    ['✓ chat', 'environment.push', 'main', 'succeeded'],
  ]);
  expect(lines[2]).toContain('TypeError: x is null');
  expect(failed.stdout().trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(failed.stdout())).toMatchObject({ event: 'run', data: { activity: 'before' } });
  await eventually(() => expect(grepped.stdout()).toMatch(/^\S+ · .*activity later\n$/));
  expect(await all.stop()).toBe(130);
  await Promise.all([failed.stop(), grepped.stop()]);
});

it('comes back after ingest was killed, and prints each run once', async () => {
  const tail = startTail('--event', 'run');
  await run('warm0');
  await eventually(async () => {
    await run(`warm${Math.random()}`);
    expect(tail.stdout()).toContain('✓ chat');
  });
  const before = tail.stdout();
  await run('seen1');
  await eventually(() => expect(tail.stdout().length).toBeGreaterThan(before.length));
  await ingest.kill();
  await eventually(() => expect(tail.stderr()).toContain('connection lost'));
  ingest = await startIngest(environment);
  await run('seen2');
  await run('seen3');
  await eventually(() => expect(tail.stderr()).toMatch(/— back after \d+ s, \d+ events? caught up —/));
  await run('seen4');
  const { stdout } = await runUpshot(
    ingest.url,
    ['run:list', '--format', 'csv', '--columns', 'id', '--no-header', '--limit', '4'],
    {
      env: { UPSHOT_PROJECT: project },
    },
  );
  const ids = stdout.trimEnd().split('\n');
  expect(ids).toHaveLength(4);
  await eventually(() => {
    for (const id of ids) expect(tail.stdout().split(`run ${id}`)).toHaveLength(2);
  });
  await tail.stop();
});

it.each([
  [['--since', 'yesterday'], 1, 'since'],
  [['--outcome', 'fine'], 1, 'outcome'],
  [['--format', 'xml'], 1, 'xml'],
])('refuses %j', async (options, code, text) => {
  const refused = await runUpshot(ingest.url, ['tail', ...options], { env: { UPSHOT_PROJECT: project } });
  expect(refused).toMatchObject({ code, stdout: '' });
  expect(refused.stderr).toContain(text);
});

it('run:get --watch waits for the end of a run, and says by its exit code how it ended', async () => {
  const body = await pushActivity('watched');
  await callApi(ingest.url)('POST', `/projects/${project}/activities`, body);
  const child = spawn(upshotFile, ['run:get', '--watch', '-P', 'outcome'], {
    env: childEnvironment(ingest.url, { UPSHOT_PROJECT: project }),
  });
  const [stdout, stderr] = [collectOutput(child.stdout), collectOutput(child.stderr)];
  await eventually(() => expect(stderr()).toContain('Waiting for the run'));
  expect(stdout()).toBe('');
  await settleRuns(environment['DATABASE_URL'] ?? '', integration, { outcome: 'timed_out' });
  expect(await ended(child)).toBe(124);
  expect(stdout()).toBe('timed_out\n');
  const again = await runUpshot(ingest.url, ['run:get', '--watch'], { env: { UPSHOT_PROJECT: project } });
  expect(again.code).toBe(124);
});
