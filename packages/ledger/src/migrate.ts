import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { connect } from './connect.ts';
import * as ledger from './migrations/0001-ledger.ts';
import * as paging from './migrations/0002-paging.ts';
import * as health from './migrations/0003-health.ts';
import * as replays from './migrations/0004-replays.ts';
import * as pausing from './migrations/0005-pausing.ts';
import * as integrationSettings from './migrations/0006-integration-settings.ts';
import * as projectProperties from './migrations/0007-project-properties.ts';
import * as workers from './migrations/0008-workers.ts';
import * as runCreation from './migrations/0009-run-creation.ts';
import * as retention from './migrations/0010-retention.ts';
import * as integrationNames from './migrations/0011-integration-names.ts';
import * as serviceRole from './migrations/0012-service-role.ts';
import * as sqlViews from './migrations/0013-sql-views.ts';
import * as scriptVersions from './migrations/0014-script-versions.ts';
import * as workerDrain from './migrations/0015-worker-drain.ts';
import * as differingPosts from './migrations/0016-differing-posts.ts';
import * as scaling from './migrations/0017-scaling.ts';
import * as sealedStorage from './migrations/0018-sealed-storage.ts';
import * as auditLog from './migrations/0020-audit-log.ts';
import * as operateScope from './migrations/0021-operate-scope.ts';
import * as mailGroups from './migrations/0022-mail-groups.ts';
import * as recordings from './migrations/0023-recordings.ts';
import * as sealingGate from './migrations/0024-sealing-gate.ts';
import * as replayProgress from './migrations/0025-replay-progress.ts';
import * as stream from './migrations/0026-stream.ts';
import * as managedBy from './migrations/0027-managed-by.ts';
import * as postingKeys from './migrations/0028-posting-keys.ts';
import * as issues from './migrations/0029-issues.ts';
import * as isolation from './migrations/0030-isolation.ts';
import * as requests from './migrations/0031-requests.ts';
import * as consoleLinks from './migrations/0032-console-links.ts';
import * as comparisons from './migrations/0033-comparisons.ts';
import * as rateLimits from './migrations/0034-rate-limits.ts';
import * as viewColumns from './migrations/0035-view-columns.ts';
import * as listIndexes from './migrations/0036-list-indexes.ts';
import * as spanIds from './migrations/0037-span-ids.ts';
import * as conditions from './migrations/0038-conditions.ts';
import * as shadows from './migrations/0039-shadows.ts';
import * as retrySeconds from './migrations/0040-retry-seconds.ts';
import { readSchema } from './read-schema.ts';
import { retryWhenLocked } from './retry-when-locked.ts';

interface LedgerMigration extends Migration {
  /**
   * Does beforehand, on a connection and in no transaction, what takes long on a large ledger. It must not block
   * other statements, and must continue after an interruption when it is called again.
   */
  readonly prepare?: (connection: Kysely<unknown>) => Promise<void>;
}

/** Every migration, in order. A migration that was released is never changed: a further one is added. */
export const migrations: Readonly<Record<string, LedgerMigration>> = {
  '0001-ledger': ledger,
  '0002-paging': paging,
  '0003-health': health,
  '0004-replays': replays,
  '0005-pausing': pausing,
  '0006-integration-settings': integrationSettings,
  '0007-project-properties': projectProperties,
  '0008-workers': workers,
  '0009-run-creation': runCreation,
  '0010-retention': retention,
  '0011-integration-names': integrationNames,
  '0012-service-role': serviceRole,
  '0013-sql-views': sqlViews,
  '0014-script-versions': scriptVersions,
  '0015-worker-drain': workerDrain,
  '0016-differing-posts': differingPosts,
  '0017-scaling': scaling,
  '0018-sealed-storage': sealedStorage,
  '0020-audit-log': auditLog,
  '0021-operate-scope': operateScope,
  '0022-mail-groups': mailGroups,
  '0023-recordings': recordings,
  '0024-sealing-gate': sealingGate,
  '0025-replay-progress': replayProgress,
  '0026-stream': stream,
  '0027-managed-by': managedBy,
  '0028-posting-keys': postingKeys,
  '0029-issues': issues,
  '0030-isolation': isolation,
  '0031-requests': requests,
  '0032-console-links': consoleLinks,
  '0033-comparisons': comparisons,
  '0034-rate-limits': rateLimits,
  '0035-view-columns': viewColumns,
  '0036-list-indexes': listIndexes,
  '0037-span-ids': spanIds,
  '0038-conditions': conditions,
  '0039-shadows': shadows,
  '0040-retry-seconds': retrySeconds,
};

/** Any number that no other advisory lock of this database uses. */
const MIGRATION_LOCK = 7_370_004;

/** For how long a migration that waits for a lock may block other statements. */
const LOCK_MS = 1000;

/** An index of a large log takes long, and waits for dumps and other long readers besides. */
const STATEMENT_MS = 6 * 3_600_000;

/**
 * Brings a database to the newest schema; `newer` when it is beyond that already, in which case it is left as it is.
 * Safe to call from several processes at once: they wait for each other. Each migration is a transaction of its own,
 * so that none holds the locks of another, and gives way when it cannot have its locks at once: workers, which lock
 * the same tables in their own order, may be running.
 */
export async function migrateToLatest(databaseUrl: string): Promise<'latest' | 'newer'> {
  const database = connect(databaseUrl, {
    applicationName: 'upshot-migrate',
    maxConnections: 2,
    connectMs: 10_000,
    statementMs: STATEMENT_MS,
    lockMs: LOCK_MS,
    onFault: () => undefined,
  });
  const provider = { getMigrations: () => Promise.resolve({ ...migrations }) };
  const migrator = new Migrator({ db: database, provider });
  try {
    const reached = await database.connection().execute(async (reserved) => {
      const connection = reserved as unknown as Kysely<unknown>;
      await takeTurn(connection);
      return await migrateAll(connection, migrator);
    });
    await retryWhenLocked(() =>
      sql`select upshot_make_partitions((now() at time zone 'UTC')::date, 8)`.execute(database),
    );
    return reached;
  } finally {
    await database.destroy();
  }
}

/**
 * Asks again and again rather than to wait in the database: a statement that waits is a transaction that an index,
 * created concurrently by another process, would wait for. The turn ends with the connection.
 */
async function takeTurn(connection: Kysely<unknown>): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ is_locked: boolean }>`
      select pg_try_advisory_lock(${MIGRATION_LOCK}) as is_locked`.execute(connection);
    if (rows[0]?.is_locked === true) return;
    await delay(200);
  }
}

async function migrateAll(connection: Kysely<unknown>, migrator: Migrator): Promise<'latest' | 'newer'> {
  for (;;) {
    const { missing, unknown } = await readSchema(connection, Object.keys(migrations));
    const [next] = missing;
    if (next === undefined) return unknown.length === 0 ? 'latest' : 'newer';
    try {
      await migrations[next]?.prepare?.(connection);
      await retryWhenLocked(async () => {
        const { error } = await migrator.migrateUp();
        if (error !== undefined) throw error;
      });
    } catch (cause) {
      throw new Error(`the database could not be migrated: ${next} failed`, { cause });
    }
  }
}
