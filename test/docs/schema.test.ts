import { globSync } from 'node:fs';
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

test('docs/architecture.md names every table and every package', async () => {
  const page = await readFile('docs/architecture.md', 'utf8');
  const schema = await readFile('docs/schema.sql', 'utf8');
  const tables = Array.from(schema.matchAll(/^create table (\w+) \(/gm), ([, table = '']) => table);
  const folders = [...globSync('packages/*'), ...globSync('services/*')];
  expect(tables.length).toBeGreaterThan(15);
  expect(folders.length).toBeGreaterThan(15);
  expect([...tables, ...folders].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
