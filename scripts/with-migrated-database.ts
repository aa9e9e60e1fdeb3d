import { migrateToLatest } from '@upshot/ledger/migrate';
import { startPostgres } from '@upshot/local/postgres';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { Client } from 'pg';

/** Starts a PostgreSQL of its own, migrates it, and hands over a connection to it until the task ends. */
export async function withMigratedDatabase<T>(task: (client: Client) => Promise<T>): Promise<T> {
  await using directory = await temporaryDirectory();
  await using postgres = await startPostgres({ directory: directory.path, settings: { fsync: 'off' } });
  await migrateToLatest(postgres.url);
  const client = new Client(postgres.url);
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}
