import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printed, send, trialsOf } from './trial-calls.ts';

const waitMs = 4000;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({
    environment: { UPSHOT_TRIAL_WAIT_MS: String(waitMs), UPSHOT_SCRIPT_WALL_MS: '20000' },
  });
});
afterAll(() => system[Symbol.asyncDispose]());

const { run, endOf, tokenOf } = trialsOf(() => system);

const long = `fetch('https://slow.example/'); console.log('done')`;
const slow = (delay_ms: number) => ({ answers: { rules: [{ request: {}, delay_ms }] } });

it('is answered with where to read it; two of a project are under way at most', async () => {
  const [first, second] = await Promise.all([run(long, slow(waitMs + 2000)), run(long, slow(waitMs + 2000))]);
  for (const { status, body, location } of [first, second]) {
    expect([status, body.status]).toEqual([202, 'running']);
    expect(location).toBe(`/api/projects/${project}/trials/${body.id}`);
  }
  const third = await run(';');
  expect([third.status, third.body.code]).toEqual([429, 'too_many_requests']);
  const address = `${system.url}${first.location}`;
  const ended = await endOf(first);
  await endOf(second);
  expect(printed(ended)).toContain('done');
  expect((await run(';')).status).toBe(200);
  const other = await send('GET', address.replace(`/${project}/`, '/other/'));
  expect([other.status, other.body.code]).toEqual([404, 'trial_not_found']);
  expect((await send('GET', address, undefined, await tokenOf('read'))).status).toBe(403);
});

it('nothing of it can be read in Redis', async () => {
  const redis = new Redis(system.redisUrl);
  const marker = 'marker-of-this-trial';
  const source = `fetch('https://slow.example/${marker}'); console.log('${marker}')`;
  const seen: string[] = [];
  const read = async () => {
    for (const key of await redis.keys('*')) seen.push(`${key} ${(await redis.dump(key)) ?? ''}`);
  };
  const reading = new AbortController();
  const running = run(source, slow(500)).finally(() => reading.abort());
  while (!reading.signal.aborted) await read();
  const answered = await redis.keys('*:trial:answer:*');
  redis.disconnect();
  expect(printed(await running)).toContain(marker);
  expect(answered.length).toBeGreaterThan(0);
  expect(seen.join('\n')).not.toContain(marker);
});

it('its worker is killed: it says so, and the next one runs', async () => {
  const environment = {
    DATABASE_URL: system.databaseUrl,
    REDIS_URL: system.redisUrl,
    UPSHOT_QUEUE_PREFIX: system.queuePrefix,
  };
  const [worker] = system.workers;
  const killed = run(long, slow(19_000));
  const redis = new Redis(system.redisUrl);
  await eventually(async () => expect(await redis.keys('*:trial:running:*')).toHaveLength(1));
  redis.disconnect();
  await worker?.kill();
  const { body, status } = await endOf(await killed);
  expect([status, body.code]).toEqual([503, 'trial_unavailable']);
  expect(body.detail).toContain('has ended');
  const none = await run(';');
  expect([none.status, none.body.code]).toEqual([503, 'trial_unavailable']);
  expect(none.body.detail).toMatch(/No worker took the trial within 4 s: \d workers? (is|are) alive/);
  await using _another = await startWorker(environment);
  expect(printed(await run('console.log("again")'))).toEqual(['again']);
});
