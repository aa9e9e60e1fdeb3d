import { sql } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import { connect } from './connect.ts';
import * as ledger from './migrations/0001-ledger.ts';
import * as paging from './migrations/0002-paging.ts';
import * as health from './migrations/0003-health.ts';
import * as replays from './migrations/0004-replays.ts';
import * as pausing from './migrations/0005-pausing.ts';

/** Every migration, in order. A migration that was released is never changed: a further one is added. */
const migrations: Record<string, Migration> = {
  '0001-ledger': ledger,
  '0002-paging': paging,
  '0003-health': health,
  '0004-replays': replays,
  '0005-pausing': pausing,
};

const provider: MigrationProvider = { getMigrations: () => Promise.resolve(migrations) };

/**
 * Brings a database to the newest schema. Safe to call from several processes at once: they wait for each other. Each
 * migration is a transaction of its own, so that none holds the locks of another: workers, which lock the same tables in
 * their own order, may be running.
 */
export async function migrateToLatest(databaseUrl: string): Promise<void> {
  const database = connect(databaseUrl, {
    applicationName: 'upshot-migrate',
    maxConnections: 2,
    connectMs: 10_000,
    statementMs: 600_000,
    onFault: () => undefined,
  });
  try {
    const migrator = new Migrator({ db: database, provider });
    await migrateAll(migrator);
    await sql`select upshot_make_partitions((now() at time zone 'UTC')::date, 8)`.execute(database);
  } finally {
    await database.destroy();
  }
}

async function migrateAll(migrator: Migrator): Promise<void> {
  for (;;) {
    const { error, results = [] } = await migrator.migrateUp();
    if (error !== undefined) throw new Error('the database could not be migrated', { cause: error });
    if (results.length === 0) return;
  }
}
