import type { Database } from '@upshot/ledger/connect';
import { parseKeyRing, seal } from '@upshot/secrets/seal';
import { expect, it } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { createIntegrationReader } from './read-integration.ts';

const ring = parseKeyRing(Buffer.alloc(32, 1).toString('base64'));

const filter = { events: ['*'], states: ['*'], environments: ['*'], excluded_environments: [] };

it('reads the version of the script that is asked for, and else the current one, each in turn', async () => {
  await using project = await createProject();
  const { database } = project;
  const rest = { ...filter, result: '*' as const, concurrency: 1, script_version: 2 };
  await database
    .insertInto('integrations')
    .values({ id: 'i', project_id: 'p', type: 'script', ...rest })
    .execute();
  for (const version of [1, 2])
    await database
      .insertInto('script_versions')
      .values({ integration_id: 'i', version, source: `v${version}` })
      .execute();
  const revision = await revisionOf(database);

  const reader = createIntegrationReader(database, ring);
  const sources: unknown[] = [];
  for (const version of [undefined, 1, undefined, 2, 1]) {
    const read = await reader.read('i', revision, version);
    sources.push(read?.type === 'script' ? [read.version, read.fields.script] : read);
  }
  expect(sources).toEqual([
    [2, 'v2'],
    [1, 'v1'],
    [2, 'v2'],
    [2, 'v2'],
    [1, 'v1'],
  ]);
});

/** A database of its own with the project `p`, which has no integrations. */
async function createProject(): Promise<AsyncDisposable & { readonly database: Database }> {
  const testDatabase = await createTestDatabase();
  const database = connectForTest(testDatabase.url, { maxConnections: 1 });
  await database.insertInto('projects').values({ id: 'p', title: 'P' }).execute();
  return {
    database,
    async [Symbol.asyncDispose]() {
      await database.destroy();
      await testDatabase[Symbol.asyncDispose]();
    },
  };
}

async function addIntegration(database: Database, id: string, source: string): Promise<void> {
  await database
    .insertInto('integrations')
    .values({
      id,
      project_id: 'p',
      type: 'script',
      ...filter,
      result: '*',
      concurrency: 1,
      script_version: 1,
    })
    .execute();
  await database.insertInto('script_versions').values({ integration_id: id, version: 1, source }).execute();
}

async function addSecret(database: Database, integration: string, text: string, is_json: boolean) {
  const id = `secret-of-${integration}`;
  const value_sealed = seal(ring, text, `variable:${id}`);
  const value = { value: null, value_sealed, is_json, is_sensitive: true, attributes: '{}' };
  await database
    .insertInto('variables')
    .values({ id, integration_id: integration, name: 'key', ...value })
    .execute();
}

async function revisionOf(database: Database): Promise<string> {
  return (await database.selectFrom('projects').select('revision').executeTakeFirstOrThrow()).revision;
}

it('forgets those that were not read for longest when all take too much memory', async () => {
  await using project = await createProject();
  const { database } = project;
  for (const id of ['a', 'b', 'c']) await addIntegration(database, id, 'x'.repeat(50_000));
  const revision = await revisionOf(database);

  const reader = createIntegrationReader(database, ring, 250_000);
  const [a, b] = [await reader.read('a', revision), await reader.read('b', revision)];
  expect(await reader.read('a', revision)).toBe(a);
  await reader.read('c', revision);
  expect(await reader.read('a', revision)).toBe(a);
  expect(await reader.read('b', revision)).not.toBe(b);
});

it('counts the mask of secrets as memory', async () => {
  await using project = await createProject();
  const { database } = project;
  for (const id of ['a', 'b']) {
    await addIntegration(database, id, 'x');
    await addSecret(database, id, 's'.repeat(10_000), false);
  }
  const revision = await revisionOf(database);
  const reader = createIntegrationReader(database, ring, 5_000_000);
  const a = await reader.read('a', revision);
  await reader.read('b', revision);
  expect(await reader.read('a', revision)).not.toBe(a);
});

it('finds the secrets in JSON of thousands of levels', async () => {
  await using project = await createProject();
  const { database } = project;
  await addIntegration(database, 'a', 'x');
  const text = `${'['.repeat(30_000)}"deep secret",12345${']'.repeat(30_000)}`;
  await addSecret(database, 'a', text, true);
  const read = await createIntegrationReader(database, ring).read('a', await revisionOf(database));
  expect(read).toMatchObject({ secrets: ['deep secret', '12345', text] });
});

it('finds the secrets in the longest JSON there may be', async () => {
  await using project = await createProject();
  const { database } = project;
  await addIntegration(database, 'a', 'x');
  const text = `[${'1,'.repeat(131_000)}54321]`;
  await addSecret(database, 'a', text, true);
  const read = await createIntegrationReader(database, ring).read('a', await revisionOf(database));
  expect(read?.type === 'script' ? read.secrets.slice(-2) : read).toEqual(['54321', text]);
});
