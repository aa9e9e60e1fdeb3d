import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Database } from '../connect.ts';
import { createIntegration } from './create.ts';
import { pauseEndpoint } from './pause-endpoint.ts';
import { readCurrentIntegration } from './read-current.ts';
import { updateIntegration } from './update.ts';

const HOUR_MS = 3_600_000;

const key = { project: 'p', integration: 'i', types: ['webhook'] as const };

let parts: AsyncDisposableStack;
let database: Database;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const { url } = parts.use(await createTestDatabase());
  database = connectForTest(url, { maxConnections: 1 });
  parts.defer(() => database.destroy());
  await database.insertInto('projects').values({ id: 'p', title: 'P' }).execute();
});

afterAll(() => parts.disposeAsync());

beforeEach(async () => {
  await database.deleteFrom('integrations').execute();
  await createIntegration(database, {
    id: 'i',
    project_id: 'p',
    type: 'webhook',
    events: ['*'],
    states: ['*'],
    environments: ['*'],
    excluded_environments: [],
    result: '*',
    concurrency: 1,
    settings: { url: 'https://a.example/' },
    sealed: {},
    source: null,
  });
});

/** The settings as a worker has read them. */
async function readSettings(): Promise<string> {
  const current = await readCurrentIntegration(database, {
    id: 'i',
    scriptVersion: undefined,
    types: key.types,
  });
  return current?.settings_text ?? '';
}

async function failedFor(hours: number): Promise<void> {
  const since = new Date(Date.now() - hours * HOUR_MS);
  await database.insertInto('failing_webhooks').values({ integration_id: 'i', since }).execute();
}

it('pauses an integration whose receiver is gone, once', async () => {
  const gone = { id: 'i', settings: await readSettings(), failingMs: 0 };
  expect(await pauseEndpoint(database, gone, 'gone')).toBe(true);
  expect(await pauseEndpoint(database, gone, 'gone again')).toBe(false);
  const paused = database.selectFrom('integrations').select(['paused_reason', 'paused_by']);
  expect(await paused.execute()).toEqual([{ paused_reason: 'gone', paused_by: 'upshot' }]);
});

it('pauses no integration that has another receiver by now; another secret is no other receiver', async () => {
  const gone = { id: 'i', settings: await readSettings(), failingMs: 0 };
  const change = (settings: object, sealed: Readonly<Record<string, string>>) =>
    updateIntegration(database, key, () => ({
      filter: {},
      settings: { ...settings },
      sealed,
      source: undefined,
    }));
  await change({ url: 'https://b.example/' }, {});
  expect(await pauseEndpoint(database, gone, 'gone')).toBe(false);
  await change({ url: 'https://a.example/' }, { shared_key: 'v1.k' });
  expect(await pauseEndpoint(database, gone, 'gone')).toBe(true);
});

it('pauses no integration that was deleted', async () => {
  const gone = { id: 'i', settings: await readSettings(), failingMs: 0 };
  await database.updateTable('integrations').set({ deleted_at: new Date() }).execute();
  expect(await pauseEndpoint(database, gone, 'gone')).toBe(false);
});

it('pauses a failing receiver only when all workers have failed for that long', async () => {
  const failing = { id: 'i', settings: await readSettings(), failingMs: 2 * HOUR_MS };
  expect(await pauseEndpoint(database, failing, 'fails')).toBe(false);
  await failedFor(1);
  expect(await pauseEndpoint(database, failing, 'fails')).toBe(false);
  await database.deleteFrom('failing_webhooks').execute();
  await failedFor(3);
  expect(await pauseEndpoint(database, failing, 'fails')).toBe(true);
});
