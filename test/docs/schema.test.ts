import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from '@upshot/testing/database';
import { describeSchema } from '../../scripts/describe-schema.ts';

test('docs/schema.sql makes the schema that the migrations make', async () => {
  const documented = await readFile('docs/schema.sql', 'utf8');
  await using migrated = await createTestDatabase();
  const client = new Client(migrated.url);
  await client.connect();
  expect(await describeSchema(client)).toBe(documented);
  await client.query('drop schema public cascade; create schema public');
  await client.query(documented);
  expect(await describeSchema(client)).toBe(documented);
  await client.end();
});
