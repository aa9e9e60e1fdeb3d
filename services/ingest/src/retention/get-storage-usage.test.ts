import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestApp } from '../testing/test-app.ts';

interface Usage {
  readonly bytes: number;
  readonly bytes_per_day: number;
  readonly tables: readonly {
    readonly table: string;
    readonly bytes: number;
    readonly rows: number | null;
  }[];
}

test('every table is listed once, the largest first, with its partitions', async () => {
  await using t = await createTestApp();
  const read = async () => (await t.call('GET', '/api/storage-usage')).json as unknown as Usage;
  const before = await read();
  expect(before.bytes).toBe(before.tables.reduce((sum, { bytes }) => sum + bytes, 0));
  const sizes = before.tables.map(({ bytes }) => bytes);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(new Set(before.tables.map(({ table }) => table)).size).toBe(before.tables.length);
  const today = new Date().toISOString().slice(0, 10);
  expect(before.tables.find(({ table }) => table === 'activities')).toMatchObject({ oldest_day: today });
  expect(before.tables.find(({ table }) => table === 'tokens')).toMatchObject({ days: 0, oldest_day: null });

  const body = { id: 'a', type: 't', state: 'complete', filler: 'x'.repeat(500_000) };
  await t.call('POST', '/api/projects/p1/activities', { body });
  await sql`analyze activities`.execute(t.database);
  const after = await read();
  expect(after.bytes).toBeGreaterThan(before.bytes);
  expect(after.tables.find(({ table }) => table === 'activities')?.rows).toBe(1);
});

test('the growth of a day is that of the last full days', async () => {
  await using t = await createTestApp();
  await sql`
    create table activity_log_20260101 partition of activity_log
    for values from ('2026-01-01') to ('2026-01-02')`.execute(t.database);
  const { json } = await t.call('GET', '/api/storage-usage');
  expect(json).toMatchObject({ bytes_per_day: 0 });
});

test('it takes a token for every project', async () => {
  await using t = await createTestApp();
  const status = async (project: string | null) =>
    (await t.call('GET', '/api/storage-usage', { token: await t.mintToken('read', project) })).status;
  expect([await status(null), await status('p1')]).toEqual([200, 403]);
});
