import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@upshot/testing/database';

const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'sql.md'), 'utf8');
const queries = [...page.matchAll(/^## (.+)\n\n```sql\n([^`]+)```/gm)].map(([, title = '', sql = '']) => ({
  title,
  sql,
}));

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client(database.url);
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
});

describe('the documented query', () => {
  it.each(queries)('"$title" runs', async ({ sql }) => {
    expect((await client.query(sql)).fields.length).toBeGreaterThan(1);
  });

  it('is one of all that the page shows', () => {
    expect(queries.length).toBe(page.match(/```sql/g)?.length);
  });
});

describe('the ledger', () => {
  it('explains every table and every column of the activity log that is not self-evident', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select relname as name from pg_class where relkind in ('r', 'p', 'v') and relnamespace = 'public'::regnamespace
         and not relispartition and relname not like 'kysely%' and obj_description(oid) is null`,
    );
    expect(rows).toEqual([]);
  });
});
