import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { pushActivity, startSystem, type TestSystem } from '@upshot/testing/system';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { comparisonsOf } from './comparison-calls.ts';

const RUNS = 8;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem();
  await system.addIntegration({ type: 'script', name: 'notify', script: ';', events: ['*'] });
  for (let n = 1; n <= RUNS; n += 1) await system.post(await pushActivity(`a${n}`));
  await system.logged(RUNS);
});
afterAll(() => system[Symbol.asyncDispose]());

const { compare, endOf, read, cancel } = comparisonsOf(() => system);

/** Takes about half a second of processor time. */
const slow = 'for (const end = Date.now() + 500; Date.now() < end;);';

const environment = () => ({
  DATABASE_URL: system.databaseUrl,
  REDIS_URL: system.redisUrl,
  UPSHOT_QUEUE_PREFIX: system.queuePrefix,
});

it('goes on with another worker when its own is killed, and compares each run once', async () => {
  const begun = await compare({ source: slow });
  await eventually(async () => expect((await read(begun.body.id)).body.done).toBeGreaterThan(1));
  await system.workers[0]?.kill();
  const { done, status } = (await read(begun.body.id)).body;
  expect(status).toBe('running');
  expect(done).toBeLessThan(RUNS);
  await using _another = await startWorker(environment());
  const { body } = await endOf(begun);
  expect(body).toMatchObject({ status: 'complete', total: RUNS, done: RUNS, counts: { same: RUNS } });
  const tries = await system.query<{ tries: number }>('select tries from comparison_runs order by place');
  expect(tries.reduce((sum, row) => sum + row.tries, 0)).toBe(RUNS + 1);
});

it('waits while there is no worker; a project has one at once, until it is cancelled or its time is over', async () => {
  const { body: first } = await compare({ source: ';' });
  expect(first).toMatchObject({ status: 'waiting', done: 0, total: RUNS });
  const second = await compare({ source: ';' });
  expect([second.status, second.body.code]).toEqual([409, 'comparison_under_way']);
  expect(second.body.detail).toContain(first.id);
  expect((await cancel(first.id)).body).toMatchObject({ status: 'cancelled', done: 0 });
  expect((await cancel(first.id)).body.status).toBe('cancelled');
  const { body: third } = await compare({ source: ';' });
  await system.query(`update comparisons set until = now() - interval '1 second' where id = $1`, [third.id]);
  expect((await read(third.id)).body.status).toBe('expired');
  const fourth = await compare({ source: ';' });
  expect(fourth.status).toBe(202);
  await system.query(`update comparisons set expires_at = now() where id = $1`, [third.id]);
  expect((await read(third.id)).body.code).toBe('comparison_not_found');
  await using _worker = await startWorker(environment());
  expect((await endOf(fourth)).body).toMatchObject({ status: 'complete', done: RUNS });
});

it('stops a run that is under way when it is cancelled', async () => {
  await using _worker = await startWorker(environment());
  const begun = await compare({ source: slow, last: RUNS });
  await eventually(async () => expect((await read(begun.body.id)).body.status).toBe('running'));
  const cancelled = (await cancel(begun.body.id)).body;
  const after = await compare({ source: ';' });
  expect((await endOf(after)).body.status).toBe('complete');
  expect((await read(begun.body.id)).body).toMatchObject({ status: 'cancelled', done: cancelled.done });
});

it('keeps the last twenty of a project', async () => {
  const none = { source: ';', type: ['none'] };
  for (let n = 0; n < 22; n += 1)
    expect((await compare(none)).body).toMatchObject({ status: 'complete', total: 0 });
  const [count] = await system.query(
    'select count(*)::int as kept from comparisons where ended_at is not null',
  );
  expect(count).toEqual({ kept: 20 });
  const [orphans] = await system.query(`select count(*)::int as rows from comparison_runs r
    where not exists (select from comparisons c where c.id = r.comparison_id)`);
  expect(orphans).toEqual({ rows: 0 });
});
