import { connectForTest } from './database.ts';
import { migrations } from '@upshot/ledger/migrate';
import { sql } from 'kysely';

/** Makes the ledger in a database anew, empty and without partitions, as the first migration left it. */
export async function makeOldLedger(databaseUrl: string): Promise<void> {
  const [[name, first] = ['', undefined]] = Object.entries(migrations);
  const database = connectForTest(databaseUrl, { maxConnections: 1, statementMs: 60_000 });
  await sql`drop schema public cascade`.execute(database);
  await sql`create schema public`.execute(database);
  await first?.up(database);
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    database,
  );
  await sql`insert into kysely_migration values (${name}, '2026-01-01T00:00:00.000Z')`.execute(database);
  await database.destroy();
}
