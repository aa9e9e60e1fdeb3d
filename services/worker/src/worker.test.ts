import type { Database } from '@upshot/ledger/connect';
import { readConfig } from '@upshot/runtime/config';
import { createLogger } from '@upshot/runtime/logger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { slowness } from '@upshot/testing/machine';
import { createTestRedis } from '@upshot/testing/redis';
import { workerSettings } from './settings.ts';
import { startWorker } from './worker.ts';

let database: Database;
let worker: AsyncDisposable;

const environment = {
  UPSHOT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
  UPSHOT_RELAY_MS: '100',
  UPSHOT_WARM_SLOTS: '1',
  // Long enough to fill the memory on a slow machine; far shorter than `eventually` waits.
  UPSHOT_SCRIPT_CPU_MS: String(Math.round(2000 * slowness())),
  UPSHOT_SCRIPT_WALL_MS: '8000',
};

beforeAll(async () => {
  const { url } = await createTestDatabase();
  const redis = await createTestRedis();
  database = connectForTest(url);
  await database
    .insertInto('projects')
    .values({ id: 'p', title: 'P', properties: '{"region":"eu"}' })
    .execute();
  const config = readConfig(workerSettings, { ...environment, DATABASE_URL: url, REDIS_URL: redis.url });
  worker = await startWorker(config, createLogger('test', 'error'));
});

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await database.destroy();
});

async function addIntegration(
  id: string,
  type: string,
  more: { readonly script_version?: number; readonly deleted_at?: Date } = {},
): Promise<void> {
  const filter = {
    events: ['*'],
    states: ['*'],
    environments: ['*'],
    excluded_environments: [],
    result: '*' as const,
  };
  await database
    .insertInto('integrations')
    .values({ id, project_id: 'p', type, ...filter, concurrency: 1, ...more })
    .execute();
}

async function addScript(id: string, source: string): Promise<void> {
  await addIntegration(id, 'script', { script_version: 1 });
  await database.insertInto('script_versions').values({ integration_id: id, version: 1, source }).execute();
}

let sequence = 0;

async function addRun(integration: string, body = '{}'): Promise<string> {
  const seq = String(++sequence);
  const recorded_at = new Date();
  const activity = { id: `a${seq}`, type: 'environment.push', state: 'complete' as const };
  const rest = { project_id: 'p', environments: [], created_at: recorded_at, body, receipt: '{}' };
  await database
    .insertInto('activities')
    .values({ seq, recorded_at, ...activity, ...rest })
    .execute();
  const id = `run${seq}`;
  await database
    .insertInto('pending_runs')
    .values({
      id,
      project_id: 'p',
      integration_id: integration,
      lane: `${integration}.0`,
      activity_seq: seq,
      activity_recorded_at: recorded_at,
      activity_id: activity.id,
      activity_type: activity.type,
      activity_state: activity.state,
      activity_bytes: body.length,
    })
    .execute();
  return id;
}

function finalEntry(run: string) {
  return eventually(() =>
    database
      .selectFrom('activity_log')
      .selectAll()
      .where('run_id', '=', run)
      .where('is_final', '=', true)
      .executeTakeFirstOrThrow(),
  );
}

describe('a worker', () => {
  it('finds due runs in the ledger although the queue was not told', async () => {
    await addScript('lost', 'console.log(activity.hello, project.region, project.id)');
    const entry = await finalEntry(await addRun('lost', '{"hello":"world"}'));
    expect(entry).toMatchObject({
      outcome: 'succeeded',
      attempt: 1,
      output: 'world eu p',
      error_message: null,
    });
    expect(entry.trace_id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('goes on with the lane after a script that never ends', async () => {
    await addScript('loops', "if (activity.loop) for (;;) {} else console.log('fine')");
    const runs = [await addRun('loops', '{"loop":true}'), await addRun('loops')];
    const entries = await Promise.all(runs.map(finalEntry));
    expect(entries.map(({ outcome }) => outcome)).toEqual(['timed_out', 'succeeded']);
  });

  it('tries a run again whose slot died, gives it up after the third, and goes on with the lane', async () => {
    await addScript(
      'crashes',
      `const storage = require('storage'); storage.set('k', 1);
       if (activity.crash) 'a'.repeat(2 ** 28).split(''); console.log(storage.get('k'))`,
    );
    const runs = [await addRun('crashes', '{"crash":true}'), await addRun('crashes')];
    const entries = await Promise.all(runs.map(finalEntry));
    expect(entries.map(({ outcome }) => outcome)).toEqual(['quarantined', 'succeeded']);
    const attempts = await database
      .selectFrom('activity_log')
      .select(['attempt', 'outcome'])
      .where('run_id', '=', runs[0] ?? '')
      .orderBy('attempt')
      .execute();
    expect(attempts).toEqual([
      { attempt: 1, outcome: 'crashed' },
      { attempt: 2, outcome: 'crashed' },
      { attempt: 3, outcome: 'quarantined' },
    ]);
  });

  it('keeps what a script stored, also when the script fails afterwards', async () => {
    await addScript('stores', "require('storage').set('k', [1, 'zwei']); throw 'Failed'");
    const entry = await finalEntry(await addRun('stores'));
    expect(entry).toMatchObject({ outcome: 'failed', error_message: 'Failed' });
    const stored = await database
      .selectFrom('storage')
      .selectAll()
      .where('integration_id', '=', 'stores')
      .execute();
    expect(stored).toMatchObject([{ key: 'k', value: '[1,"zwei"]' }]);
  });

  it('brings runs of a lane that its integration has no more to the first', async () => {
    await addScript('narrowed', "const s = require('storage'); s.set('n', (s.get('n') || 0) + 1)");
    const runs = await Promise.all(Array.from({ length: 6 }, () => addRun('narrowed')));
    await database
      .updateTable('pending_runs')
      .set({ lane: 'narrowed.3' })
      .where('id', 'in', runs.slice(3))
      .execute();
    await Promise.all(runs.map(finalEntry));
    const stored = await database
      .selectFrom('storage')
      .select('value')
      .where('integration_id', '=', 'narrowed')
      .execute();
    expect(stored).toEqual([{ value: '6' }]);
  });

  it('logs what it cancels under the type of its integration', async () => {
    await addIntegration('deleted', 'webhook', { deleted_at: new Date() });
    const entry = await finalEntry(await addRun('deleted'));
    expect(entry).toMatchObject({ outcome: 'cancelled', integration_type: 'webhook' });
  });

  it('leaves lanes of a type that it does not know to newer workers, unclaimed', async () => {
    await addIntegration('a-newer', 'from.tomorrow');
    const run = await addRun('a-newer');
    await addScript('known', ';');
    for (let round = 0; round < 3; round++) await finalEntry(await addRun('known'));
    const isPending = database.selectFrom('pending_runs').select('begun_at').where('id', '=', run);
    expect(await isPending.execute()).toEqual([{ begun_at: null }]);
    const claimed = database.selectFrom('lanes').select('id').where('integration_id', '=', 'a-newer');
    expect(await claimed.execute()).toEqual([]);
  });

  it('cancels runs of an integration that is gone', async () => {
    const entry = await finalEntry(await addRun('nowhere'));
    expect(entry).toMatchObject({ outcome: 'cancelled', error_message: 'its integration was deleted' });
  });

  it('registers, with its last claim and what confines its slots', async () => {
    await addScript('claimed', ';');
    await finalEntry(await addRun('claimed'));
    const { claimed_at: claimedAt } = await database
      .selectFrom('lanes')
      .select('claimed_at')
      .where('integration_id', '=', 'claimed')
      .executeTakeFirstOrThrow();
    // Ages are measured by the worker, so the times may differ by as long as a statement takes.
    const lateMs = 5000 * slowness();
    await eventually(async () => {
      const workers = await database.selectFrom('workers').selectAll().execute();
      expect(workers).toMatchObject([{ version: '0.1.0', lanes: 64, can_mail: false }]);
      expect(workers[0]?.seccomp).toBe(process.platform === 'linux');
      const behindMs = (claimedAt?.getTime() ?? 0) - (workers[0]?.claimed_at?.getTime() ?? 0);
      expect(behindMs).toBeLessThan(lateMs);
    });
  });
});
