import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import type { Database } from '@upshot/ledger/connect';
import { createLogger } from '@upshot/runtime/logger';
import { openLaneQueue, wakeLanes, type LaneQueue } from '@upshot/runtime/queue';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectForTest, createTestDatabase, type TestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { createTestRedis, type TestRedis } from '@upshot/testing/redis';
import { createEvents, type WorkerEvents } from '../events.ts';
import { startRelay } from './relay.ts';

let testDatabase: TestDatabase;
let redis: TestRedis;
let database: Database;
let queue: LaneQueue;
const lanes = Array.from({ length: 25 }, (_, index) => `i${String(index).padStart(2, '0')}.0`);

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  redis = await createTestRedis();
  database = connectForTest(testDatabase.url, { maxConnections: 2 });
  queue = openLaneQueue(redis.url, redis.prefix);
  await queue.waitUntilReady();
  await sql`
    insert into pending_runs (id, project_id, integration_id, lane, activity_seq, activity_recorded_at, activity_id,
      activity_type, activity_state, activity_bytes)
    select lane || n, 'p', split_part(lane, '.', 1), lane, 1, now(), 'a', 't', 'complete', 1
    from unnest(${lanes}::text[]) lane, generate_series(1, 3) n`.execute(database);
});

beforeEach(() => queue.obliterate());

afterAll(async () => {
  await queue.close();
  await database.destroy();
  await testDatabase[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

async function findWaiting(): Promise<readonly string[]> {
  return (await queue.getJobs(['waiting'])).map(({ data }) => data.lane).toSorted();
}

describe('the relay', () => {
  const logger = createLogger('test', 'silent');

  /** Relays, at most ten lanes a round, for so many rounds that found something. */
  async function relayRounds(rounds: number): Promise<readonly number[]> {
    const relayed: number[] = [];
    const faults: unknown[] = [];
    const events: WorkerEvents = {
      ...createEvents(logger),
      relayed: (count) => void relayed.push(count),
      relayFault: (fault) => void faults.push(fault),
    };
    {
      await using _relay = startRelay({
        database,
        queue,
        everyMs: 1,
        events,
        longestRetryMs: LONGEST_RETRY_MS,
        maxLanes: 10,
      });
      await eventually(() => expect(relayed.length + faults.length).toBeGreaterThanOrEqual(rounds));
    }
    expect(faults).toEqual([]);
    return relayed.slice(0, rounds);
  }

  it('reaches every lane, although no worker takes the lanes it found before', async () => {
    await relayRounds(1 + 15);
    expect(await findWaiting()).toEqual(lanes);
  });

  it('relays a tenth as many lanes to a queue in which many wait', async () => {
    await wakeLanes(queue, lanes.slice(17));
    expect(await relayRounds(3)).toEqual([2, 1, 1]);
  });
});
