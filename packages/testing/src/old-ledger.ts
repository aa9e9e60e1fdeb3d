import { connectForTest } from './database.ts';
import { migrations } from '@upshot/ledger/migrate';
import { sql, type Kysely } from 'kysely';

/** Makes the ledger in a database anew, empty and without partitions, as the first `count` migrations left it. */
export async function makeOldLedger(databaseUrl: string, count = 1): Promise<void> {
  const database = connectForTest(databaseUrl, { maxConnections: 1, statementMs: 60_000 });
  await sql`drop schema public cascade`.execute(database);
  await sql`create schema public`.execute(database);
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    database,
  );
  for (const [name, migration] of Object.entries(migrations).slice(0, count)) {
    await migration.prepare?.(database as unknown as Kysely<unknown>);
    await migration.up(database);
    await sql`insert into kysely_migration values (${name}, '2026-01-01T00:00:00.000Z')`.execute(database);
  }
  await database.destroy();
}
