import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { createTestLedger } from '@upshot/testing/ledger';

test('partitions are made also when the default partition has rows of one of their days', async () => {
  await using ledger = await createTestLedger();
  const { database } = ledger;
  await ledger.addIntegrations(['i']);
  const far = new Date(Date.now() + 30 * 86_400_000);
  await ledger.addRun('i.0', 'far', { activity_recorded_at: far });
  const day = far.toISOString().slice(0, 10);
  await sql`select upshot_make_partitions(${day}::date, 2)`.execute(database);
  const { rows } = await sql<{ made: boolean }>`
    select to_regclass('activity_log_' || to_char(${day}::date + 1, 'YYYYMMDD')) is not null as made`.execute(
    database,
  );
  expect(rows).toEqual([{ made: true }]);
});
