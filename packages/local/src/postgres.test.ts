import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from './postgres.ts';
import { goneWithin, identify } from './process-identity.ts';
import { startForeignServer } from '@upshot/testing/foreign-server';
import { temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';

const asRoot = process.getuid?.() === 0;

let initialised: TemporaryDirectory;

beforeAll(async () => {
  initialised = await temporaryDirectory();
  const postgres = await startPostgres({ directory: initialised.path });
  await postgres.stop();
  return () => initialised[Symbol.asyncDispose]();
});

/** A folder with a database in it already, which saves the seconds initdb takes. */
async function initialisedDirectory(): Promise<TemporaryDirectory> {
  const directory = await temporaryDirectory();
  await promisify(execFile)('cp', ['-a', `${initialised.path}/.`, directory.path]);
  return directory;
}

describe('startPostgres', () => {
  test('runs PostgreSQL 18, durable, in UTF-8, with checksums and passwords, on 127.0.0.1 only', async () => {
    await using directory = await initialisedDirectory();
    await using postgres = await startPostgres({ directory: directory.path });

    const settings = await query(
      postgres.url,
      `select current_setting('server_version_num')::int / 10000 as version, current_setting('fsync') as fsync,
        current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums,
        current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
        (select datlocale from pg_database where datname = current_database()) as locale`,
    );
    expect(settings).toEqual([
      {
        version: 18,
        fsync: 'on',
        encoding: 'UTF8',
        checksums: 'on',
        addresses: '127.0.0.1',
        sockets: '',
        locale: 'C.UTF-8',
      },
    ]);
    const withWrongPassword = new URL(postgres.url);
    withWrongPassword.password = 'guess';
    await expect(query(withWrongPassword.href, 'select 1')).rejects.toThrow('password authentication failed');
  });

  test('keeps its data and its password over a stop and over kill -9', async () => {
    await using directory = await initialisedDirectory();
    const first = await startPostgres({ directory: directory.path });
    await query(first.url, 'create table kept as select 1 as value');
    await first.stop();
    const second = await startPostgres({ directory: directory.path });
    await query(second.url, 'insert into kept values (2)');
    await second.kill();
    await using third = await startPostgres({ directory: directory.path });

    expect(await query(third.url, 'select value from kept order by 1')).toEqual([{ value: 1 }, { value: 2 }]);
    expect(new URL(third.url).password).toBe(new URL(first.url).password);
  });

  test('refuses a second start on the same folder, and names the process that holds it', async () => {
    await using directory = await initialisedDirectory();
    await using _running = await startPostgres({ directory: directory.path });

    await expect(startPostgres({ directory: directory.path })).rejects.toThrow(
      `PostgreSQL in ${directory.path} is already running, for process ${process.pid}`,
    );
  });

  test('says why it does not start, with the end of its log', async () => {
    await using directory = await initialisedDirectory();
    const settings = { shared_buffers: 'nonsense' };

    await expect(startPostgres({ directory: directory.path, settings })).rejects.toThrow(
      /PostgreSQL did not start.*invalid value for parameter "shared_buffers"/s,
    );
    await using _afterwards = await startPostgres({ directory: directory.path });
  });

  test('sends nothing to a foreign server that has its port, and takes another when it may choose', async () => {
    await using directory = await initialisedDirectory();
    await using first = await startPostgres({ directory: directory.path });
    await first.stop();
    await using foreign = await startForeignServer('N', first.port);

    await expect(startPostgres({ directory: directory.path, port: foreign.port })).rejects.toThrow(
      /PostgreSQL did not start.*could not/s,
    );
    await using second = await startPostgres({ directory: directory.path });
    expect(second.port).not.toBe(foreign.port);
    expect(foreign.connections()).toBe(0);
  });

  test('keeps its port over restarts', async () => {
    await using directory = await initialisedDirectory();
    const first = await startPostgres({ directory: directory.path });
    await first.stop();
    await using second = await startPostgres({ directory: directory.path });

    expect(second.url).toBe(first.url);
  });

  test('ends a start that is aborted while the database is created', async () => {
    await using directory = await temporaryDirectory();
    const stop = new AbortController();
    const onProgress = (message: string) => {
      if (message.startsWith('Creating')) stop.abort();
    };

    await expect(
      startPostgres({ directory: directory.path, onProgress, signal: stop.signal }),
    ).rejects.toThrow('abort');
    await using _afterwards = await startPostgres({ directory: directory.path });
  });

  test('starts although a stale pid file names the process of another program', async () => {
    await using directory = await initialisedDirectory();
    const first = await startPostgres({ directory: directory.path });
    const pidFile = join(directory.path, 'data', 'postmaster.pid');
    const pidText = await readFile(pidFile, 'utf8');
    await first.kill();
    const { uid, gid } = await stat(pidFile);
    const other = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore', cwd: '/' });
    await once(other, 'spawn');
    await writeFile(pidFile, pidText.replace(/^\d+/, String(other.pid)));

    await using again = await startPostgres({ directory: directory.path });
    expect(await query(again.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  test('does not outlive its starter, even after kill -9, and starts again at once', async () => {
    await using directory = await initialisedDirectory();
    const starter = await startElsewhere(directory.path, {});
    const postmaster = identify(starter.server.pid);
    starter.child.kill('SIGKILL');
    await once(starter.child, 'exit');
    await using again = await startPostgres({ directory: directory.path });

    expect(await query(again.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    expect(await goneWithin(postmaster, 5000)).toBe(true);
  });

  test.runIf(asRoot)('as root it runs as an account without privileges', async () => {
    await using directory = await initialisedDirectory();
    await using postgres = await startPostgres({ directory: directory.path });

    const status = await readFile(`/proc/${postgres.pid}/status`, 'utf8');
    expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).toBeGreaterThan(0);
  });

  test.runIf(asRoot)(
    'as root in a closed folder it keeps its data elsewhere, and finds it again',
    async () => {
      await using directory = await initialisedDirectory();
      await chmod(directory.path, 0o700);
      const told: string[] = [];
      const inside = join(directory.path, 'postgres');
      const first = await startPostgres({ directory: inside, onProgress: (message) => told.push(message) });
      await query(first.url, 'create table kept ()');
      await first.stop();
      const elsewhere = (await readFile(join(inside, 'moved-to'), 'utf8')).trim();
      try {
        await using second = await startPostgres({ directory: inside });
        expect(await query(second.url, 'select * from kept')).toEqual([]);
        expect(told.join('\n')).toContain(`its data lives in ${elsewhere}`);
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    },
  );

  test.runIf(asRoot)('an ordinary user can run it as well', async () => {
    await using directory = await initialisedDirectory();
    const home = join(directory.path, 'home');
    await mkdir(home);
    await chmod(home, 0o777);
    const starter = await startElsewhere(join(home, 'postgres'), { uid: 65_534, gid: 65_534 }, home);

    expect(await query(starter.server.url, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    starter.child.kill('SIGKILL');
    expect(await goneWithin(identify(starter.server.pid), 5000)).toBe(true);
  });
});

interface Elsewhere {
  readonly child: ReturnType<typeof spawn>;
  readonly server: { readonly url: string; readonly pid: number };
}

/** Starts PostgreSQL from a process of its own, which then sits there. */
async function startElsewhere(
  directory: string,
  account: { uid?: number; gid?: number },
  home = process.env['HOME'] ?? tmpdir(),
): Promise<Elsewhere> {
  const program = `
    import { startPostgres } from ${JSON.stringify(import.meta.resolve('./postgres.ts'))};
    const { url, pid } = await startPostgres({ directory: process.argv[1] });
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory], {
    ...account,
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: home },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, server: JSON.parse(line.toString()) as Elsewhere['server'] };
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
