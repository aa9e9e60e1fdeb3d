import type { Database } from '@upshot/ledger/connect';
import { createLogger } from '@upshot/runtime/logger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { claimLane } from '@upshot/ledger/lanes/lease';
import { type DueRun } from '@upshot/ledger/runs/due-run';
import { createEvents } from '../events.ts';
import { createSettler, type Settler } from './settler.ts';

let database: Database;
let settlers: readonly Settler[];
const warnings: unknown[] = [];

beforeAll(async () => {
  const { url } = await createTestDatabase();
  database = connectForTest(url);
  await database.insertInto('projects').values({ id: 'p', title: 'P', document: '{}' }).execute();
  const filter = {
    events: ['*'],
    states: ['*'],
    environments: ['*'],
    excluded_environments: [],
    result: '*' as const,
  };
  await database
    .insertInto('integrations')
    .values({
      id: 'i',
      project_id: 'p',
      type: 'webhook',
      ...filter,
      concurrency: 2,
      settings: JSON.stringify({ url: 'https://example.com/' }),
    })
    .execute();
  const logger = createLogger('test', 'silent');
  logger.warn = (details: unknown) => void warnings.push(details);
  const aborting = new AbortController().signal;
  settlers = [0, 1].map(() => createSettler({ database, events: createEvents(logger), aborting }));
});

afterAll(async () => {
  await Promise.all(settlers.map((settler) => settler.close()));
  await database.destroy();
});

async function addRun(lane: number, index: number): Promise<DueRun> {
  const id = `${lane}.${index}`;
  const row = await database
    .insertInto('pending_runs')
    .values({
      id,
      project_id: 'p',
      integration_id: 'i',
      lane: `i.${lane}`,
      activity_seq: '1',
      activity_recorded_at: new Date(),
      activity_id: id,
      activity_type: 't',
      activity_state: 'complete',
      activity_bytes: 2,
    })
    .returning('seq')
    .executeTakeFirstOrThrow();
  return {
    seq: row.seq,
    id,
    projectId: 'p',
    projectRevision: '1',
    integrationId: 'i',
    activityId: id,
    activityType: 't',
    activityState: 'complete',
    activityRecordedAt: new Date().toISOString(),
    body: '{}',
    attempt: 0,
    wasInterrupted: false,
    interruptions: 0,
    traceparent: undefined,
  };
}

it("lanes that write each other's keys crosswise never block each other", async () => {
  const writeAll = async (settler: Settler, lane: number) => {
    const lease = await claimLane(database, `i.${lane}`, 'test');
    for (let index = 0; index < 60; index++) {
      const run = await addRun(lane, index);
      const [set, remove] = lane === 0 ? ['a', 'b'] : ['b', 'a'];
      const storage = {
        clear: index % 7 === 0,
        values: new Map([
          [set, '1'],
          [remove, null],
        ]),
      };
      const settlement = {
        run,
        integrationType: 'script' as const,
        attempt: 1,
        outcome: 'succeeded' as const,
        startedAt: new Date(),
        durationMs: 1,
        worker: 'test',
        traceId: undefined,
        storage,
      };
      await settler.write({ kind: 'settle', lease, settlement });
    }
  };
  await Promise.all(settlers.map(writeAll));
  expect(warnings).toEqual([]);
});
