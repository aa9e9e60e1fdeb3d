import type { Database } from '@upshot/ledger/connect';
import { readDueRuns } from '@upshot/ledger/runs/due';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import type { Tables } from '@upshot/ledger/tables';
import { integrationOfLane } from '@upshot/shared/lane';
import type { Insertable } from 'kysely';
import { LONGEST_RETRY_MS } from '@upshot/shared/retry-schedule';
import { connectForTest, createTestDatabase } from './database.ts';

/** A database of one's own with the project `p`. */
export interface TestLedger extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  /** Adds integrations of `p`, each a webhook with the columns that are given. */
  addIntegrations(
    ids: readonly string[],
    columns?: Partial<Insertable<Tables['integrations']>>,
  ): Promise<void>;
  /** Adds an activity and a pending run of it to the lane. Both are called `id`. */
  addRun(lane: string, id: string, columns?: Partial<Insertable<Tables['pending_runs']>>): Promise<DueRun>;
}

/** Creates a ledger, with as many connections as given. */
export async function createTestLedger(maxConnections = 4): Promise<TestLedger> {
  const testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  const database = connectForTest(url, { maxConnections });
  await database.insertInto('projects').values({ id: 'p', title: 'P' }).execute();
  let activities = 0;
  return {
    url,
    database,
    async addIntegrations(ids, columns) {
      for (const id of ids) await insertIntegration(database, { id, ...columns });
    },
    async addRun(lane, id, columns) {
      await insertRun(database, { ...runOf(lane, id, ++activities), ...columns });
      const runs = await readDueRuns(database, lane, {
        runs: 1000,
        bytes: 1_000_000_000,
        longestRetryMs: LONGEST_RETRY_MS,
      });
      const run = runs.find((item) => item.id === id);
      if (run === undefined) throw new Error(`the run ${id} is not due`);
      return run;
    },
    async [Symbol.asyncDispose]() {
      await database.destroy();
      await testDatabase[Symbol.asyncDispose]();
    },
  };
}

/** A settlement of the run's next attempt, which succeeded. */
export function settlementOf(run: DueRun, over: Partial<Settlement> = {}): Settlement {
  return {
    run,
    integrationType: 'script',
    attempt: run.attempt + 1,
    outcome: 'succeeded',
    startedAt: new Date(),
    durationMs: 1.5,
    worker: 'test',
    traceId: undefined,
    ...over,
  };
}

async function insertIntegration(
  database: Database,
  columns: Partial<Insertable<Tables['integrations']>> & { readonly id: string },
): Promise<void> {
  await database
    .insertInto('integrations')
    .values({
      project_id: 'p',
      type: 'webhook',
      events: ['*'],
      states: ['*'],
      environments: ['*'],
      excluded_environments: [],
      result: '*',
      concurrency: 1,
      settings: JSON.stringify({ url: 'https://example.com/' }),
      ...columns,
    })
    .execute();
}

function runOf(lane: string, id: string, number: number): Insertable<Tables['pending_runs']> {
  return {
    id,
    project_id: 'p',
    integration_id: integrationOfLane(lane),
    lane,
    activity_seq: String(number),
    activity_recorded_at: new Date(),
    activity_id: id,
    activity_type: 'environment.push',
    activity_state: 'complete',
    activity_bytes: 2,
  };
}

async function insertRun(database: Database, run: Insertable<Tables['pending_runs']>): Promise<void> {
  const { activity_seq, activity_recorded_at, project_id, activity_id, activity_type, activity_state } = run;
  const recordedAt = activity_recorded_at ?? new Date();
  await database
    .insertInto('activities')
    .values({
      seq: activity_seq,
      recorded_at: recordedAt,
      project_id,
      id: activity_id,
      type: activity_type,
      state: activity_state,
      result: 'success',
      environments: [],
      created_at: recordedAt,
      body: '{}',
      receipt: '{}',
    })
    .execute();
  await database.insertInto('pending_runs').values(run).execute();
}
