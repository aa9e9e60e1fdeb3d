import { connect } from '@upshot/shared/database/connect';
import { migrations } from '@upshot/shared/database/migrate';
import { Client } from 'pg';

/** Makes the ledger in a database anew, empty and without partitions, as the first migration left it. */
export async function makeOldLedger(databaseUrl: string): Promise<void> {
  const [[name, first] = ['', undefined]] = Object.entries(migrations);
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query('drop schema public cascade; create schema public');
  const database = connect(databaseUrl, {
    applicationName: 'old-ledger',
    maxConnections: 1,
    connectMs: 5000,
    statementMs: 60_000,
    onFault: () => undefined,
  });
  await first?.up(database);
  await database.destroy();
  await client.query(
    'create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)',
  );
  await client.query('insert into kysely_migration values ($1, $2)', [name, '2026-01-01T00:00:00.000Z']);
  await client.end();
}
