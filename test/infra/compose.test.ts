import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
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
import { connectForTest, createTestDatabase } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { startProcess, type TestProcess } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import {
  composeText,
  readComposeFile,
  readFairFile,
  type ComposeFile,
  type ComposeService,
} from './compose-file.ts';
import { operationsUrl } from '../operations/support/exposition.ts';
import { composeSchema } from './compose-schema.ts';

const run = promisify(execFile);
const project = join(import.meta.dirname, '..', '..');
const required = {
  POSTGRES_PASSWORD: 'letters1',
  REDIS_PASSWORD: 'digits2',
  UPSHOT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
};
const compose = readComposeFile(required);
const services = Object.entries(compose.services);

describe('the Compose file', () => {
  test.each([
    ['', compose],
    [' with the file for fairness over it', readFairFile(required)],
  ])('is valid%s, with every service hardened, limited and watched over', (_over, file) => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    const valid = ajv.validate(composeSchema, file);
    expect({ valid, errors: ajv.errors }).toEqual({ valid: true, errors: null });
  });

  test.each(Object.keys(required))('stops with a message when %s is missing', (name) => {
    expect(() => readComposeFile({ ...required, [name]: '' })).toThrow(
      new RegExp(`${name}.*: Set ${name} to`),
    );
  });

  test('holds no secret: whatever sounds like one comes from a variable', () => {
    const secrets = composeText.matchAll(/^\s*\w*(?:PASSWORD|SECRET|TOKEN|KEY)\w*:\s*(.*)$/gm);
    const values = [...secrets].map(([, value]) => value);
    expect(values.length).toBeGreaterThan(3);
    for (const value of values) expect(value).toMatch(/^\$\{\w+:[?-]/);
    expect(composeText).not.toMatch(/:\/\/\w*:(?!\$\{)[^@\s]+@/);
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
  test('migrate, ingest and worker come up and are found healthy', async () => {
    await using database = await createTestDatabase();
    await using redis = await createTestRedis();
    const addresses = { DATABASE_URL: database.url, REDIS_URL: redis.url };
    await run(...commandOf('migrate'), { cwd: project, env: environmentOf('migrate', addresses) });
    const port = String(await freePort());
    const ownPort = { UPSHOT_METRICS_PORT: '0' };

    await using ingest = await startContainer('ingest', { ...addresses, ...ownPort, PORT: port }, () => true);
    await eventually(() => checkHealth('ingest', [['8080', port]]), { withinMs: 30_000 });
    await using worker = await startContainer('worker', { ...addresses, ...ownPort }, workerIsReady);
    const operations = new URL(await operationsUrl(worker));
    await eventually(() => checkHealth('worker', [['9464', operations.port]]));
    const freed = String(await freePort());
    await expect(checkHealth('worker', [['9464', freed]])).rejects.toThrow('Command failed');

    await Promise.all([ingest.stop(), worker.stop()]);
    expect(await ingest.exited).toBe('exit code 0');
    expect(await worker.exited).toBe('exit code 0');
  });

  test('ingest comes up with what the file for fairness gives it', async () => {
    await using database = await createTestDatabase();
    await using redis = await createTestRedis();
    const port = String(await freePort());
    const addresses = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PORT: port,
      UPSHOT_METRICS_PORT: '0',
    };
    const fair = readFairFile({ ...required, UPSHOT_MAX_PENDING_RUNS: '20' });
    await using _ingest = await startContainer('ingest', addresses, () => true, fair);
    await eventually(() => checkHealth('ingest', [['8080', port]]));
    const environment = environmentOf('ingest', addresses, fair);
    expect(environment).toMatchObject({
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
    const port = await freePort();
    const { command, libraryPath } = await findRedis(() => {});
    const [shell = '', option = '', script = ''] = service('redis').command ?? [];
    const here = script.replace('dir /data', `dir ${directory.path}\nport ${port}`);
    const logFile = join(directory.path, 'log');
    const server = await spawnServer({
      command: shell,
      args: [option, here],
      cwd: directory.path,
      env: {
        ...environmentFor(libraryPath),
        PATH: `${dirname(command)}:/usr/bin:/bin`,
        REDIS_PASSWORD: required.REDIS_PASSWORD,
      },
      logFile,
      stopSignal: 'SIGTERM',
    });
    await eventually(async () => expect(await readFile(logFile, 'utf8')).toContain('Ready to accept'));
    const client = new Redis(port, { password: required.REDIS_PASSWORD });

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

/** Exactly what the container would get, but for the addresses. */
function environmentOf(
  name: string,
  addresses: Record<string, string>,
  file?: ComposeFile,
): Record<string, string> {
  const given = Object.entries(service(name, file).environment);
  return Object.fromEntries(given.map(([key, value]) => [key, addresses[key] ?? String(value)]));
}

function startContainer(
  name: string,
  addresses: Record<string, string>,
  isReady: (log: string) => boolean,
  file?: ComposeFile,
): Promise<TestProcess> {
  const [, [main = '']] = commandOf(name);
  return startProcess(main, environmentOf(name, addresses, file), isReady);
}

/** Runs the container's health check with its ports replaced by ours. */
async function checkHealth(name: string, ports: readonly (readonly [string, string])[]): Promise<void> {
  const [kind, ...words] = service(name).healthcheck.test ?? [];
  const ours = words.map((word) => ports.reduce((text, [theirs, our]) => text.replace(theirs, our), word));
  const [file = '', ...args] = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...ours] : ours;
  await run(file === 'node' ? process.execPath : file, args);
}
