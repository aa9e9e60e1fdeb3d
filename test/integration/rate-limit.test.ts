import { eventually } from '@upshot/testing/eventually';
import { startWorker } from '@upshot/testing/processes';
import { project, startSystem, type TestSystem } from '@upshot/testing/system';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectWhole, named } from './failing-endpoints.ts';
import { callsOf, type IntegrationCalls } from './integration-calls.ts';
import { startReceiver, type Receiver } from './receiver.ts';

/** No second token comes while a test runs. */
const HARDLY_EVER = 0.0001;

describe('the rate limit of an integration', () => {
  let receiver: Receiver;
  let system: TestSystem;
  let calls: IntegrationCalls;

  /** Two workers with few lanes, and a relay that comes too late: lanes wake by their own time. */
  beforeAll(async () => {
    receiver = await startReceiver(() => ({ status: 200 }));
    system = await startSystem({
      workers: 2,
      environment: {
        UPSHOT_EGRESS_ALLOW: receiver.at,
        UPSHOT_LANES: '2',
        UPSHOT_RELAY_MS: '60000',
      },
    });
    calls = callsOf(system);
  });

  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const addHook = (path: string, fields: object) =>
    system.addIntegration({ type: 'webhook', url: `http://${receiver.at}${path}`, ...fields });

  it('spreads the attempts of all workers over time, and wakes lanes when it may go on', async () => {
    const rate = { max_per_second: 4, burst: 2, concurrency: 4 };
    const hook = await addHook('/spread', { ...rate, events: ['rate.spread'] });
    const before = await nowOf(system);
    await calls.postAll(named('spread', 16), 'rate.spread');
    await calls.finals(hook, 16);
    expect(await lastLogged(system, hook)).toBeGreaterThanOrEqual(before + ((16 - 2) / 4) * 1000);
    expect(new Set(await workersOf(system, hook)).size).toBe(2);
  });

  it('keeps the order of a lane', async () => {
    const script = await system.addIntegration({
      type: 'script',
      script: 'console.log(activity.id)',
      events: ['rate.order'],
      max_per_second: 5,
      burst: 1,
    });
    const before = await nowOf(system);
    const ids = named('order', 10);
    await calls.postAll(ids, 'rate.order');
    const finals = await calls.finals(script, 10);
    expect(finals.map(({ output }) => output.trim())).toEqual(ids);
    expect(await lastLogged(system, script)).toBeGreaterThanOrEqual(before + ((10 - 1) / 5) * 1000);
  });

  it('takes neither lanes nor slots from others while many lanes wait, which are hardly claimed', async () => {
    const limits = { max_per_second: HARDLY_EVER, concurrency: 8, events: ['rate.held'] };
    const hooks = [await addHook('/a', limits), await addHook('/b', limits), await addHook('/c', limits)];
    const free = await addHook('/free', { events: ['rate.held'], concurrency: 2 });
    const before = performance.now();
    await calls.postAll(named('held', 60), 'rate.held');
    await calls.finals(free, 60);
    for (const hook of hooks) expect(await calls.entriesOf(hook)).toHaveLength(1);
    const [row] = await system.query<{ claims: number }>(
      'select sum(epoch)::int as claims from lanes where integration_id = any ($1)',
      [hooks],
    );
    const seconds = (performance.now() - before) / 1000;
    expect(row?.claims).toBeLessThanOrEqual(hooks.length * 8 * 2 * (seconds + 2));
    for (const hook of hooks) await system.call('DELETE', `/projects/${project}/integrations/${hook}`);
  }, 60_000);

  it('is shown with the runs, lanes and activities that wait for it, and ends at once when it is removed', async () => {
    const script = await system.addIntegration({
      type: 'script',
      script: ';',
      events: ['rate.shown'],
      max_per_second: HARDLY_EVER,
    });
    await calls.postAll(['shown1', 'shown2'], 'rate.shown');
    const path = `/projects/${project}`;
    const [waiting] = await eventually(async () => {
      const runs = (await system.call('GET', `${path}/runs?integration=${script}&state=pending`)) as Run[];
      expect(runs).toHaveLength(1);
      expect(runs[0]?.rate_limited_until).not.toBeNull();
      return runs;
    });
    const until = waiting?.rate_limited_until;
    expect(await system.call('GET', `${path}/activities/shown2/explain`)).toMatchObject([
      { matched: [{ run: waiting?.id, rate_limited_until: until }] },
    ]);
    expect(await system.call('GET', `/lanes?project=${project}`)).toContainEqual(
      expect.objectContaining({ id: `${script}.0`, state: 'limited', limited_until: until }),
    );
    expect(
      await system.query(
        'select status, rate_limited_until is not null as is_limited from v1.pending where integration_id = $1',
        [script],
      ),
    ).toEqual([{ status: 'waiting', is_limited: true }]);
    expect(
      await system.query('select max_per_second, burst from v1.integrations where id = $1', [script]),
    ).toEqual([{ max_per_second: HARDLY_EVER, burst: 1 }]);
    await system.call('PATCH', `${path}/integrations/${script}`, { max_per_second: null });
    await calls.postAll(['shown3'], 'rate.shown');
    await calls.finals(script, 3);
  });
});

it('loses no run when workers and the queue die while lanes wait', { timeout: 90_000 }, async () => {
  await using parts = new AsyncDisposableStack();
  const environment = { UPSHOT_LOCK_MS: '3000', UPSHOT_RELAY_MS: '200' };
  const system = parts.use(await startSystem({ environment }));
  const calls = callsOf(system);
  const script = await system.addIntegration({
    type: 'script',
    script: 'console.log(activity.id)',
    events: ['rate.died'],
    max_per_second: 2,
    burst: 1,
  });
  const before = await nowOf(system);
  const ids = named('died', 8);
  await calls.postAll(ids, 'rate.died');
  await eventually(async () => expect((await calls.entriesOf(script)).length).toBeGreaterThan(2));
  await system.workers[0]?.kill();
  const redis = new Redis(system.redisUrl);
  await redis.flushdb();
  redis.disconnect();
  parts.use(
    await startWorker({
      ...environment,
      DATABASE_URL: system.databaseUrl,
      REDIS_URL: system.redisUrl,
      UPSHOT_QUEUE_PREFIX: system.queuePrefix,
    }),
  );
  const finals = await calls.finals(script, 8);
  expect(finals.map(({ output }) => output.trim())).toEqual(ids);
  expectWhole(await calls.entriesOf(script));
  expect(await lastLogged(system, script)).toBeGreaterThanOrEqual(before + ((8 - 1) / 2) * 1000);
});

interface Run {
  readonly id: string;
  readonly rate_limited_until: string | null;
}

/** The time of the ledger, in milliseconds. */
async function nowOf({ query }: TestSystem): Promise<number> {
  const [row] = await query<{ ms: number }>(`select extract(epoch from now())::float8 * 1000 as ms`);
  return row?.ms ?? 0;
}

/** When the last attempt was logged. */
async function lastLogged({ query }: TestSystem, integration: string): Promise<number> {
  const [row] = await query<{ ms: number }>(
    `select extract(epoch from max(logged_at))::float8 * 1000 as ms from activity_log where integration_id = $1`,
    [integration],
  );
  return row?.ms ?? 0;
}

async function workersOf({ query }: TestSystem, integration: string): Promise<readonly string[]> {
  const rows = await query<{ worker: string }>(
    'select distinct worker from activity_log where integration_id = $1',
    [integration],
  );
  return rows.map(({ worker }) => worker);
}
