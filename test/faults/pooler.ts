import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@upshot/local/free-port';
import { spawnServer } from '@upshot/local/server-process';
import { eventually } from '@upshot/testing/eventually';
import { Client } from 'pg';

/** The first version that keeps prepared statements in transaction mode. */
const MINIMUM = [1, 21] as const;

/**
 * The PgBouncer of this machine: that of `UPSHOT_TEST_PGBOUNCER`, or of the PATH. Undefined when there is none that
 * keeps prepared statements (1.21).
 */
export async function findPgBouncer(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const named = process.env['UPSHOT_TEST_PGBOUNCER'];
  const places = [
    ...(named === undefined ? [] : [named]),
    ...folders.map((folder) => join(folder, 'pgbouncer')),
  ];
  for (const place of places) {
    if (await isRecent(place)) return place;
  }
  return undefined;
}

async function isRecent(command: string): Promise<boolean> {
  try {
    await access(command);
    const { stdout } = await promisify(execFile)(command, ['--version']);
    const [, major = '0', minor = '0'] = /PgBouncer (\d+)\.(\d+)/.exec(stdout) ?? [];
    return Number(major) * 1000 + Number(minor) >= MINIMUM[0] * 1000 + MINIMUM[1];
  } catch {
    return false;
  }
}

/** Starts PgBouncer in transaction mode before a database, with so many connections to it. */
export async function startPooler(command: string, databaseUrl: string, connections: number) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const directory = await mkdtemp(join(tmpdir(), 'upshot-pooler-'));
  const listenPort = await freePort();
  const database = pathname.slice(1);
  const lines = [
    '[databases]',
    `${database} = host=${hostname} port=${port} dbname=${database} user=${username} password=${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${listenPort}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${connections}`,
    'max_client_conn = 500',
    'max_prepared_statements = 100',
    'ignore_startup_parameters = options, statement_timeout, lock_timeout, idle_in_transaction_session_timeout',
    ...(process.getuid?.() === 0 ? ['user = nobody'] : []),
    '',
  ];
  const file = join(directory, 'pgbouncer.ini');
  await writeFile(file, lines.join('\n'));
  const server = await spawnServer({
    command,
    args: [file],
    cwd: directory,
    env: {},
    logFile: join(directory, 'pgbouncer.log'),
    stopSignal: 'SIGINT',
  });
  const url = new URL(databaseUrl);
  url.port = String(listenPort);
  await eventually(async () => {
    const client = new Client(url.href);
    await client.connect();
    await client.end();
  });
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
