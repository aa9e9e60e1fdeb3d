import { connect } from '@upshot/shared/database/connect';
import { parseKeyRing } from '@upshot/shared/secrets/seal';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../../../test/support/database.ts';
import { createIntegrationReader } from './read-integration.ts';

it('reads the version of the script that is asked for, and else the current one, each in turn', async () => {
  await using testDatabase = await createTestDatabase();
  const database = connect(testDatabase.url, {
    applicationName: 'test',
    maxConnections: 1,
    connectMs: 2000,
    statementMs: 5000,
    onFault: () => undefined,
  });
  const filter = { events: ['*'], states: ['*'], environments: ['*'], excluded_environments: [] };
  const rest = { ...filter, result: '*' as const, concurrency: 1, script_version: 2 };
  await database.insertInto('projects').values({ id: 'p', title: 'P', document: '{}' }).execute();
  await database
    .insertInto('integrations')
    .values({ id: 'i', project_id: 'p', type: 'script', ...rest })
    .execute();
  for (const version of [1, 2])
    await database
      .insertInto('script_versions')
      .values({ integration_id: 'i', version, source: `v${version}` })
      .execute();
  const { revision } = await database.selectFrom('projects').select('revision').executeTakeFirstOrThrow();

  const reader = createIntegrationReader(database, parseKeyRing(Buffer.alloc(32, 1).toString('base64')));
  const sources: unknown[] = [];
  for (const version of [undefined, 1, undefined, 2, 1]) {
    const read = await reader.read('i', revision, version);
    sources.push(read?.type === 'script' ? [read.version, read.source] : read);
  }
  expect(sources).toEqual([
    [2, 'v2'],
    [1, 'v1'],
    [2, 'v2'],
    [2, 'v2'],
    [1, 'v1'],
  ]);
  await database.destroy();
});
