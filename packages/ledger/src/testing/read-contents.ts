import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { LedgerContents } from './ledger-model.ts';

/** The contents of the ledger's tables, as a {@link LedgerModel} has them. */
export async function readContents(database: Database): Promise<LedgerContents> {
  const runs = await database
    .selectFrom('pending_runs')
    .select(['seq', 'lane', 'attempt', 'interruptions'])
    .select([
      sql<boolean>`begun_at is not null`.as('isBegun'),
      sql<boolean>`due_at > '-infinity'`.as('isPostponed'),
    ])
    .execute();
  const entries = await database
    .selectFrom('activity_log as l')
    .select(['run_id', 'attempt', 'is_final'])
    .execute();
  const stored = await database.selectFrom('storage').select(['integration_id', 'key', 'value']).execute();
  return {
    pending: Object.fromEntries(runs.map(({ seq, ...run }) => [seq, run])),
    log: entries
      .map(({ run_id, attempt, is_final }) => `${run_id} ${attempt}${is_final ? ' final' : ''}`)
      .toSorted(),
    storage: stored.map(({ integration_id, key, value }) => `${integration_id} ${key}=${value}`).toSorted(),
  };
}
