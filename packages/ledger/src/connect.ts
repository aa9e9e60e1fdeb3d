import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { preparing } from './prepared.ts';
import type { Tables } from './tables.ts';

export type Database = Kysely<Tables>;

export interface ConnectOptions {
  readonly applicationName: string;
  readonly maxConnections: number;
  /** How long to wait for a connection, and for an answer to any one statement. */
  readonly connectMs: number;
  readonly statementMs: number;
  /** How long a statement may wait for a lock; no longer than for its answer when left out. */
  readonly lockMs?: number;
  /** Told of connections that break, idle or in use; the pool replaces them. */
  readonly onFault: (fault: Error) => void;
}

/**
 * Opens a pool of connections to the ledger. Connections are made when first needed. Sequential scans are discouraged,
 * because prepared statements keep the plan they got when tables were small.
 */
export function connect(databaseUrl: string, options: ConnectOptions): Database {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectMs,
    statement_timeout: options.statementMs,
    ...(options.lockMs === undefined ? {} : { lock_timeout: options.lockMs }),
    // A process that is frozen in a transaction blocks its successor until PostgreSQL ends its session.
    idle_in_transaction_session_timeout: 10_000,
    options: '-c jit=off -c enable_seqscan=off',
    keepAlive: true,
  });
  pool.on('error', options.onFault);
  pool.on('connect', (client) => client.on('error', options.onFault));
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: preparing(pool, options.statementMs + 500) }),
  });
}
