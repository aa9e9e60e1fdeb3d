import { expect, test } from 'vitest';
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { createIntegrationCache } from './integration-cache.ts';

test('a full cache still answers what it had kept', async () => {
  await using ledger = await createTestDatabase();
  const database = connectForTest(ledger.url, { maxConnections: 1 });
  const ids = ['a', 'b', 'c'];
  await database
    .insertInto('projects')
    .values(ids.map((id) => ({ id, title: id })))
    .execute();
  const cache = createIntegrationCache(database, 2);
  await cache.read(['a', 'b']);
  expect([...(await cache.read(ids)).keys()].toSorted()).toEqual(ids);
  await database.destroy();
});
