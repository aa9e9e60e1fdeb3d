import { afterAll, beforeAll, expect, test } from 'vitest';
import { countCommands, countStatements } from '@upshot/testing/counting-proxy';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startIngest, startWorker } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { callApi, project, pushActivity } from '@upshot/testing/system';

/** The documented counter, and a line. */
const script = `
const storage = require('storage');
const counter = (storage.get('counter') || 0) + 1;
storage.set('counter', counter);
console.log('Activity number ' + counter);
`;

const ALONE = 10;
const BURST = 100;

let system: Awaited<ReturnType<typeof startCounted>>;

beforeAll(async () => {
  system = await startCounted();
});
afterAll(() => system[Symbol.asyncDispose]());

test('an activity that comes alone costs these statements and commands, each a round trip', async () => {
  await using worker = await system.startWorker();
  await system.post('warm', 1);
  const before = system.asked();
  for (let index = 0; index < ALONE; index++) await system.post(`alone${index}`, 1);
  const after = system.asked();
  await worker.stop();
  const each = (who: keyof typeof after) => perActivity(after[who].slice(before[who].length));
  expect(each('ingest to PostgreSQL')).toEqual({ record: 1 });
  expect(each('ingest to Redis')).toEqual({ evalsha: 1 });
  expect(each('worker to PostgreSQL')).toEqual({
    claim: 1,
    'due runs': 2,
    bodies: 1,
    storage: 1,
    settle: 1,
  });
  const { evalsha = 0, bzpopmin = 0, ...others } = each('worker to Redis');
  expect(others).toEqual({});
  expect(evalsha).toBeLessThanOrEqual(4);
  expect(bzpopmin).toBeLessThanOrEqual(2);
});

test('a burst in one lane shares claims, due runs, bodies and storage', async () => {
  await system.record('burst', BURST);
  const { length: before } = system.asked()['worker to PostgreSQL'];
  await using _worker = await system.startWorker();
  await system.logged('burst', BURST);
  const asked = system.asked()['worker to PostgreSQL'].slice(before).map(nameOf);
  const count = (name: string) => asked.filter((item) => item === name).length;
  // Two turns of 50 runs.
  expect(count('claim')).toBeLessThanOrEqual(3);
  expect(count('bodies')).toBeLessThanOrEqual(3);
  expect(count('storage')).toBeLessThanOrEqual(3);
});

/** How often each statement or command came for one activity; those that come now and then are left out. */
function perActivity(asked: readonly string[]): Readonly<Record<string, number>> {
  const counts = Object.entries(Object.groupBy(asked, nameOf)).map(
    ([name, all = []]) => [name, Math.round(all.length / ALONE)] as const,
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** The name of a prepared statement or a command; that of the table for the others. */
function nameOf(text: string): string {
  const prepared = /^\s*\/\* prepared: ([\w ]+) \*\//.exec(text)?.[1];
  const table = /\bfrom "?(\w+)/.exec(text)?.[1];
  return prepared ?? (table === 'activities' ? 'bodies' : (table ?? text));
}

async function startCounted() {
  await using parts = new AsyncDisposableStack();
  const open = async <T extends AsyncDisposable>(part: Promise<T>) => parts.use(await part);
  const database = await open(createTestDatabase());
  const redis = await open(createTestRedis());
  const [ofIngest, ofWorker] = [
    await open(countStatements(database.url)),
    await open(countStatements(database.url)),
  ];
  const [toQueue, fromQueue] = [await open(countCommands(redis.url)), await open(countCommands(redis.url))];
  const env = { UPSHOT_QUEUE_PREFIX: redis.prefix, UPSHOT_HEALTH_MS: '3600000', UPSHOT_RELAY_MS: '60000' };
  const ingest = await open(startIngest({ ...env, DATABASE_URL: ofIngest.url, REDIS_URL: toQueue.url }));
  const call = callApi(ingest.url);
  await call('PUT', `/projects/${project}`, { title: 'Shop' });
  await call('POST', `/projects/${project}/integrations`, { type: 'script', script });
  const ledger = connectForTest(database.url);
  parts.defer(() => ledger.destroy());
  const record = async (id: string, count: number) => {
    const sample = await pushActivity(id);
    const activities = Array.from({ length: count }, (_, index) => ({ ...sample, id: `${id}.${index}` }));
    // On a busy machine ingest may answer that it is not sure: the same activities are recorded once.
    await eventually(() => call('POST', `/projects/${project}/activities`, activities));
  };
  const logged = (id: string, count: number) =>
    eventually(async () => {
      const rows = ledger.selectFrom('activity_log').select('seq').where('activity_id', 'like', `${id}.%`);
      expect((await rows.execute()).length).toBe(count);
    });
  const moved = parts.move();
  return {
    startWorker: () => startWorker({ ...env, DATABASE_URL: ofWorker.url, REDIS_URL: fromQueue.url }),
    record,
    logged,
    /** Posts activities in one request, and waits for their outcomes. */
    async post(id: string, count: number) {
      await record(id, count);
      await logged(id, count);
    },
    asked: () => ({
      'ingest to PostgreSQL': [...ofIngest.asked],
      'worker to PostgreSQL': [...ofWorker.asked],
      'ingest to Redis': [...toQueue.asked],
      'worker to Redis': [...fromQueue.asked],
    }),
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}
