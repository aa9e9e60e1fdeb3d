import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findRedis } from '@upshot/local/find-redis';
import { freePort } from '@upshot/local/free-port';
import { startPostgres } from '@upshot/local/postgres';
import { environmentFor } from '@upshot/local/redis-binary';
import { spawnServer } from '@upshot/local/server-process';
import { workerIsReady } from '@upshot/local/service';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { Ajv } from 'ajv';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { connectForTest, createTestDatabase, execute } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startProcess, type TestProcess } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import {
  readComposeFile,
  readFairFile,
  readObservabilityFile,
  type ComposeFile,
  type ComposeService,
} from './compose-file.ts';
import { operationsUrl } from '../operations/support/exposition.ts';
import { composeSchema } from './compose-schema.ts';
import { makeSecrets, readSecrets } from './make-secrets.ts';

const run = promisify(execFile);
const project = join(import.meta.dirname, '..', '..');
const compose = readComposeFile({});
const services = Object.entries(compose.services);

describe('the Compose file', () => {
  test.each([
    ['', compose],
    [' with the file for fairness over it', readFairFile({})],
    [' with the file for observability over it', readObservabilityFile({})],
  ])('is valid%s, with every service hardened, limited and watched over', (_over, file) => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    const valid = ajv.validate(composeSchema, file);
    expect({ valid, errors: ajv.errors }).toEqual({ valid: true, errors: null });
  });

  test('names only networks, volumes and services it has', () => {
    for (const [, service] of services) {
      for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
      for (const volume of service.volumes ?? [])
        expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '');
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(compose.services).toHaveProperty(other);
    }
  });

  test('scales workers: nothing about them is fixed to one', () => {
    const worker = service('worker');
    expect(worker.container_name).toBeUndefined();
    expect(worker.ports).toBeUndefined();
    expect(worker.volumes).toBeUndefined();
  });

  test('keeps the servers to itself, and opens ingest to this machine only', () => {
    expect(compose.networks['servers']).toEqual({ internal: true });
    expect(service('postgres').networks).toEqual(['servers']);
    expect(service('redis').networks).toEqual(['servers']);
    expect(services.flatMap(([, { ports = [] }]) => ports)).toEqual(['127.0.0.1:8080:8080']);
  });

  test('starts services only on a migrated ledger, and gives them time to drain', () => {
    for (const name of ['ingest', 'worker']) {
      expect(service(name).depends_on?.['migrate']?.condition).toBe('service_completed_successfully');
      expect(service(name).stop_grace_period).toBe('60s');
    }
  });
});

describe('the containers’ command lines, run by hand', () => {
  test('migrate, ingest and worker come up, as a role of their own, and are found healthy', async () => {
    await using database = await createTestDatabase();
    await using redis = await createTestRedis();
    await using directory = await temporaryDirectory();
    const role = `compose_${randomBytes(4).toString('hex')}`;
    const secrets = await makeSecretsFor(directory.path, { database: database.url, redis: redis.url, role });
    const changes = { UPSHOT_SERVICE_ROLE: role, UPSHOT_METRICS_PORT: '0', PORT: String(await freePort()) };
    const given = { secrets, changes };
    await run(...commandOf('migrate'), { cwd: project, env: environmentOf('migrate', given) });

    await using ingest = await startContainer('ingest', given, () => true);
    await eventually(() => checkHealth('ingest', [['8080', changes.PORT]]), { withinMs: 30_000 });
    await using worker = await startContainer('worker', given, workerIsReady);
    const operations = new URL(await operationsUrl(worker));
    await eventually(() => checkHealth('worker', [['9464', operations.port]]));
    const freed = String(await freePort());
    await expect(checkHealth('worker', [['9464', freed]])).rejects.toThrow('Command failed');
    await using ledger = connectForTest(database.url);
    const { rows: users } = await sql`
      select distinct usename as name from pg_stat_activity
      where datname = current_database() and application_name ~ 'ingest|worker'`.execute(ledger);
    expect(users).toEqual([{ name: role }]);

    await Promise.all([ingest.stop(), worker.stop()]);
    expect(await ingest.exited).toBe('exit code 0');
    expect(await worker.exited).toBe('exit code 0');
    await execute(database.url, `drop owned by ${role}; drop role ${role}`);
  });

  test('ingest comes up with what the file for fairness gives it', async () => {
    await using database = await createTestDatabase();
    await using redis = await createTestRedis();
    await using directory = await temporaryDirectory();
    const secrets = await makeSecretsFor(directory.path, { database: database.url, redis: redis.url });
    const port = String(await freePort());
    const fair = readFairFile({ UPSHOT_MAX_PENDING_RUNS: '20' });
    const given = { secrets, changes: { PORT: port, UPSHOT_METRICS_PORT: '0' }, file: fair };
    await using _ingest = await startContainer('ingest', given, () => true);
    await eventually(() => checkHealth('ingest', [['8080', port]]));
    expect(environmentOf('ingest', given)).toMatchObject({
      UPSHOT_MAX_PENDING_RUNS: '20',
      NODE_OPTIONS: '--v8-pool-size=1',
    });
  });

  test('postgres comes up with what its command line sets', async () => {
    const [command, ...args] = service('postgres').command ?? [];
    expect(command).toBe('postgres');
    const settings = Object.fromEntries(
      args.filter((arg) => arg !== '-c').map((setting) => setting.split('=') as [string, string]),
    );
    await using directory = await temporaryDirectory();
    await using postgres = await startPostgres({ directory: directory.path, settings });
    await using database = connectForTest(postgres.url);
    const { rows } = await sql`show min_wal_size`.execute(database);
    expect(rows).toEqual([{ min_wal_size: '1GB' }]);
  });

  test('redis comes up with its password, append-only and without eviction', async () => {
    await using directory = await temporaryDirectory();
    const secrets = await makeSecrets(directory.path);
    const { 'redis-password': password = '' } = await readSecrets(secrets);
    const port = await freePort();
    const { command, libraryPath } = await findRedis(() => {});
    const [shell = '', option = '', script = ''] = service('redis').command ?? [];
    const here = script
      .replace('dir /data', `dir ${directory.path}\nport ${port}`)
      .replaceAll('/run/secrets', secrets);
    const logFile = join(directory.path, 'log');
    const server = await spawnServer({
      command: shell,
      args: [option, here],
      cwd: directory.path,
      env: {
        ...environmentFor(libraryPath),
        PATH: `${dirname(command)}:/usr/bin:/bin`,
      },
      logFile,
      stopSignal: 'SIGTERM',
    });
    await eventually(async () => expect(await readFile(logFile, 'utf8')).toContain('Ready to accept'));
    const client = new Redis(port, { password });

    expect(await client.config('GET', 'maxmemory-policy')).toContain('noeviction');
    expect(await client.config('GET', 'appendonly')).toContain('yes');
    client.disconnect();
    const unauthenticated = new Redis(port, { enableReadyCheck: false });
    unauthenticated.on('error', () => {});
    await expect(unauthenticated.ping()).rejects.toThrow('NOAUTH');
    unauthenticated.disconnect();
    await server.stop();
    // Redis itself got the signal, not a shell in front of it.
    expect(await server.exited).toBe('exit code 0');
    expect(await readFile(logFile, 'utf8')).toContain('ready to exit');
  });
});

function service(name: string, file: ComposeFile = compose): ComposeService {
  const found = file.services[name];
  if (found === undefined) throw new Error(`there is no service ${name}`);
  return found;
}

function commandOf(name: string): [file: string, args: string[]] {
  const [file, ...args] = service(name).command ?? [];
  expect(file).toBe('node');
  return [process.execPath, args];
}

/** What is different for a container that is run by hand: where its secrets are, and some of its environment. */
interface Given {
  readonly secrets: string;
  readonly changes: Readonly<Record<string, string>>;
  readonly file?: ComposeFile;
}

/** Exactly what the container would get, but for what is given. */
function environmentOf(name: string, { secrets, changes, file }: Given): Record<string, string> {
  const environment = Object.entries(service(name, file).environment ?? {});
  return Object.fromEntries(
    environment.map(([key, value]) => [key, changes[key] ?? String(value).replace('/run/secrets', secrets)]),
  );
}

function startContainer(name: string, given: Given, isReady: (log: string) => boolean): Promise<TestProcess> {
  const [, [main = '']] = commandOf(name);
  return startProcess(main, environmentOf(name, given), isReady);
}

/** The secrets of the Compose file, for servers that are elsewhere. Without a role, services are the owner. */
async function makeSecretsFor(
  directory: string,
  { database, redis, role }: { readonly database: string; readonly redis: string; readonly role?: string },
): Promise<string> {
  const folder = await makeSecrets(directory);
  const url = new URL(database);
  if (role !== undefined) {
    url.username = role;
    url.password = (await readSecrets(folder))['service-password'] ?? '';
  }
  await writeFile(join(folder, 'owner-database-url'), database);
  await writeFile(join(folder, 'database-url'), url.href);
  await writeFile(join(folder, 'redis-url'), redis);
  return folder;
}

/** Runs the container's health check with its ports replaced by ours. */
async function checkHealth(name: string, ports: readonly (readonly [string, string])[]): Promise<void> {
  const [kind, ...words] = service(name).healthcheck.test ?? [];
  const ours = words.map((word) => ports.reduce((text, [theirs, our]) => text.replace(theirs, our), word));
  const [file = '', ...args] = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...ours] : ours;
  await run(file === 'node' ? process.execPath : file, args);
}
