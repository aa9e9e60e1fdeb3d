import { execFile } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { startRedis } from '@upshot/local/redis';
import { temporaryDirectory } from '@upshot/local/temporary-directory';
import { testCertificate } from '@upshot/outbound/test-certificate';
import { createTestDatabase, execute } from '@upshot/testing/database';
import { secretKey, startIngest } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { Redis } from 'ioredis';
import { beforeAll, expect, test } from 'vitest';

type Environment = Readonly<Record<string, string>>;

const services = ['ingest', 'worker'] as const;

interface Ended {
  readonly code: unknown;
  readonly said: string;
}

/** Runs a service that is expected to end by itself. */
function run(service: string, environment: Environment): Promise<Ended> {
  return runFile(`services/${service}/src/main.ts`, environment);
}

function runFile(file: string, environment: Environment): Promise<Ended> {
  const main = join(import.meta.dirname, '../..', file);
  const env = { PATH: process.env['PATH'], UPSHOT_SECRET_KEY: secretKey };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main],
      { env: { ...env, ...environment }, timeout: 60_000 },
      (fault, _out, said) => resolve({ code: fault?.code ?? 0, said }),
    );
  });
}

/** Answers as a Redis behind TLS does to a client without a password. */
async function startTlsRedis(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(testCertificate, (socket) => {
    socket.on('error', () => {}).on('data', () => socket.write('-NOAUTH Authentication required.\r\n'));
  });
  server.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://:password@127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

beforeAll(async () => {
  const { url } = await createTestDatabase();
  for (const [role, login] of [
    ['poor', 'login'],
    ['barred', 'nologin'],
  ]) {
    await execute(url, `drop role if exists ${role}; create role ${role} ${login} password '${role}'`);
  }
});

async function validUrls(): Promise<{ DATABASE_URL: string; REDIS_URL: string }> {
  return { DATABASE_URL: (await createTestDatabase()).url, REDIS_URL: (await createTestRedis()).url };
}

function change(url: string, fields: Partial<URL>): string {
  return Object.assign(new URL(url), fields).href;
}

test.each(services)(
  '%s names all mistakes of its settings, one line each, and ends with 78',
  async (name) => {
    const { code, said } = await run(name, {
      DATABASE_URL: 'mysql://u:hidden@db/upshot',
      REDIS_URL: 'cache',
      UPSHOT_SECRET_KEY: 'hidden',
      UPSHOT_EGRESS_ALLOW: '10.0.0.0/99',
      UPSHOT_SECRT_KEY: 'x',
    });
    expect(code).toBe(78);
    const mistaken = ['DATABASE_URL', 'REDIS_URL', 'UPSHOT_SECRET_KEY'];
    if (name === 'worker') mistaken.push('UPSHOT_EGRESS_ALLOW');
    expect(said.trimEnd().split('\n')).toHaveLength(mistaken.length + 1);
    for (const setting of mistaken) expect(said).toContain(`upshot-${name}: ${setting} `);
    expect(said).toContain('did you mean UPSHOT_SECRET_KEY?');
    expect(said).not.toContain('hidden');
  },
);

test.each([
  ['a wrong password', 'DATABASE_URL', { password: 'wrong' }, 'refuses the user or password'],
  ['no such database', 'DATABASE_URL', { pathname: '/nowhere' }, 'no database of this name'],
  ['TLS without a server that has it', 'DATABASE_URL', { search: '?sslmode=verify-full' }, 'TLS'],
  ['a wrong password', 'REDIS_URL', { password: 'wrong' }, 'refuses the user or password'],
  ['no password', 'REDIS_URL', { password: '' }, 'asks for a password'],
  [
    'a certificate that is not there',
    'DATABASE_URL',
    { search: '?sslrootcert=/nowhere.pem' },
    '/nowhere.pem',
  ],
  ['a role without privileges', 'DATABASE_URL', { username: 'poor', password: 'poor' }, 'lacks privileges'],
  [
    'a role that may not log in',
    'DATABASE_URL',
    { username: 'barred', password: 'barred' },
    'refuses the login',
  ],
  ['TLS without a server that has it', 'REDIS_URL', { protocol: 'rediss:' }, 'must begin with redis://'],
  ['a database that is not there', 'REDIS_URL', { pathname: '/99999' }, 'no database of this number'],
] as const)('%s in %s ends a worker with one sentence and 78', async (_title, setting, fields, sentence) => {
  const urls = await validUrls();
  const { code, said } = await run('worker', { ...urls, [setting]: change(urls[setting], fields) });
  expect(said.trimEnd().split('\n')).toEqual([expect.stringContaining(`upshot-worker: ${setting}: `)]);
  expect(said).toContain(sentence);
  expect(code).toBe(78);
});

test('mistakes in both URLs that only the servers know are named together', async () => {
  const { DATABASE_URL, REDIS_URL } = await validUrls();
  const { code, said } = await run('ingest', {
    DATABASE_URL: change(DATABASE_URL, { password: 'wrong' }),
    REDIS_URL: change(REDIS_URL, { password: 'wrong' }),
  });
  expect(said.trimEnd().split('\n')).toEqual([
    expect.stringContaining('upshot-ingest: DATABASE_URL: '),
    expect.stringContaining('upshot-ingest: REDIS_URL: '),
  ]);
  expect(code).toBe(78);
});

test.each([
  ['without a URL', () => '', 'DATABASE_URL is not set'],
  [
    'with a wrong password',
    (url: string) => change(url, { password: 'wrong' }),
    'refuses the user or password',
  ],
])('a migration %s says one sentence and ends with 78', async (_title, spoil, sentence) => {
  const { DATABASE_URL } = await validUrls();
  const { code, said } = await runFile('packages/ledger/src/migrate-command.ts', {
    DATABASE_URL: spoil(DATABASE_URL),
  });
  expect(said.trimEnd().split('\n')).toEqual([expect.stringContaining(sentence)]);
  expect(code).toBe(78);
});

test('a Redis that speaks TLS is named as such to a service that does not', async () => {
  await using server = await startTlsRedis();
  const { code, said } = await run('worker', { ...(await validUrls()), REDIS_URL: server.url });
  expect(said).toContain('Redis speaks TLS: the URL must begin with rediss://');
  expect(code).toBe(78);
});

test('a worker names each mistake of its mail settings on one line, without the password', async () => {
  const { code, said } = await run('worker', {
    ...(await validUrls()),
    UPSHOT_SMTP_URL: 'smtp://u:100%hidden@mail.example',
    UPSHOT_MAIL_FROM: 'Upshot <a@b>',
    UPSHOT_MAIL_ADMINS: 'a@b.example, no-address',
    UPSHOT_MAIL_VIEWERS: 'neither-is-this',
  });
  expect(code).toBe(78);
  expect(said.trimEnd().split('\n')).toEqual([
    expect.stringContaining('upshot-worker: UPSHOT_SMTP_URL is not valid: its user or password has a bare %'),
    expect.stringContaining('upshot-worker: UPSHOT_MAIL_FROM is not valid: it must be a plain address'),
    expect.stringContaining('upshot-worker: UPSHOT_MAIL_ADMINS is not valid: it holds "no-address"'),
    expect.stringContaining('upshot-worker: UPSHOT_MAIL_VIEWERS is not valid: it holds "neither-is-this"'),
  ]);
  expect(said).not.toContain('hidden');
});

test.each(services)('a ledger that lacks migrations ends %s with one sentence and 78', async (name) => {
  const urls = await validUrls();
  await execute(urls.DATABASE_URL, `delete from kysely_migration where name >= '0005'`);
  const { code, said } = await run(name, urls);
  expect(said.trimEnd().split('\n')).toEqual([
    expect.stringContaining(
      `upshot-${name}: DATABASE_URL: the ledger lacks the migrations 0005-pausing, 0006-`,
    ),
  ]);
  expect(said).toContain('npm run migrate');
  expect(code).toBe(78);
});

test('a Redis that evicts is reported at the start and by /readyz, until it no longer does', async () => {
  await using directory = await temporaryDirectory();
  await using server = await startRedis({ directory: directory.path, appendOnly: false });
  const redis = new Redis(server.url);
  await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await using ingest = await startIngest({ ...(await validUrls()), REDIS_URL: server.url });
  const readQueue = async () =>
    ((await (await fetch(`${ingest.url}/readyz`)).json()) as { queue: string }).queue;
  expect(await ingest.log()).toContain('set its maxmemory-policy to noeviction');
  await expect.poll(readQueue, { timeout: 10_000 }).toBe('evicting');
  await redis.config('SET', 'maxmemory-policy', 'noeviction');
  await expect.poll(readQueue, { timeout: 10_000 }).toBe('ok');
  redis.disconnect();
});
