import { randomBytes } from 'node:crypto';
import { connect, type ConnectOptions, type Database } from '@upshot/ledger/connect';
import { Client } from 'pg';
import { templateDatabase } from './shared-servers.ts';
import { sharedServers } from './servers.ts';

/** A database of one's own, at the newest schema and empty. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** Clones a fresh database from the migrated template. Dropped on disposal, even while clients are connected. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { databaseUrl } = sharedServers();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(databaseUrl, `create database ${name} template ${templateDatabase} strategy file_copy`);
  const url = new URL(databaseUrl);
  url.pathname = name;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => execute(databaseUrl, `drop database if exists ${name} with (force)`),
  };
}

/** Connects as a service would, and ignores broken connections. */
export function connectForTest(databaseUrl: string, options: Partial<ConnectOptions> = {}): Database {
  return connect(databaseUrl, {
    applicationName: 'test',
    maxConnections: 4,
    connectMs: 5000,
    statementMs: 5000,
    onFault: () => undefined,
    ...options,
  });
}

/** Runs a statement, or several, on a connection of its own. */
export async function execute(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
