import { freePort } from '@upshot/local/free-port';
import { eventually } from '@upshot/testing/eventually';
import { startIngest } from '@upshot/testing/processes';
import { project, pushActivity, startSystem } from '@upshot/testing/system';
import { watchStream } from '@upshot/testing/watch-stream';
import { expect, it } from 'vitest';

const WATCHERS = 20;
const RUNS = 2000;

/** An activity fires two integrations. */
const ACTIVITIES = RUNS / 2;

it('shows 20 watchers each of 2,000 runs exactly once, although their ingest is killed twice', async () => {
  await using system = await startSystem({ workers: 1 });
  for (const name of ['one', 'two'])
    await system.addIntegration({ type: 'script', name, script: `console.log('${name}')`, concurrency: 4 });
  const environment = {
    DATABASE_URL: system.databaseUrl,
    REDIS_URL: system.redisUrl,
    UPSHOT_QUEUE_PREFIX: system.queuePrefix,
    PORT: String(await freePort()),
  };
  let watched = await startIngest(environment);
  await using parts = new AsyncDisposableStack();
  parts.defer(() => watched.kill());
  const watchers = Array.from({ length: WATCHERS }, () =>
    watchStream(`${watched.url}/api/projects/${project}/stream?event=run`),
  );
  for (const watcher of watchers) parts.use(watcher);
  await Promise.all(watchers.map(({ connected }) => connected));

  const posting = post(system);
  for (const share of [0.25, 0.5]) {
    await eventually(() => expect(watchers[0]?.events.length).toBeGreaterThan(RUNS * share));
    await watched.kill();
    watched = await startIngest(environment);
  }
  await posting;
  await system.logged(RUNS);
  for (const { events } of watchers) {
    await eventually(() => expect(events.length).toBeGreaterThanOrEqual(RUNS));
    expect(events.every(({ event }) => event === 'run')).toBe(true);
    expect(new Set(events.map(({ data }) => data['id'])).size).toBe(RUNS);
    expect(events).toHaveLength(RUNS);
  }
  expect(watchers.map(({ connections }) => connections >= 3)).toEqual(watchers.map(() => true));
});

async function post(system: Awaited<ReturnType<typeof startSystem>>): Promise<void> {
  for (let number = 0; number < ACTIVITIES; number++)
    await system.post(await pushActivity(`streamed${number}`));
}
