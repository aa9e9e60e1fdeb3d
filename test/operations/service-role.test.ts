import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestDatabase, execute } from '@upshot/testing/database';
import { eventually } from '@upshot/testing/eventually';
import { adminToken, startIngest, startWorker } from '@upshot/testing/processes';
import { createTestRedis } from '@upshot/testing/redis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const migrateCommand = join(import.meta.dirname, '../../packages/ledger/src/migrate-command.ts');
/** Roles belong to the server, which other tests use, too. */
const role = `services_${randomBytes(4).toString('hex')}`;
const password = randomBytes(12).toString('hex');

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let serviceUrl: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  url.username = role;
  url.password = password;
  serviceUrl = url.href;
  await migrate();
});

afterAll(async () => {
  await execute(database.url, `drop owned by ${role}; drop role ${role}`);
  await database[Symbol.asyncDispose]();
});

function migrate() {
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    UPSHOT_SERVICE_ROLE: role,
    UPSHOT_SERVICE_PASSWORD: password,
  };
  return run(process.execPath, [migrateCommand], { env });
}

async function query(statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client(serviceUrl);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const tomorrow = `activity_log' || to_char(now() at time zone 'UTC' + interval '1 day', '_YYYYMMDD')`;

const yesterday = `activity_log' || to_char(now() at time zone 'UTC' - interval '1 day', '_YYYYMMDD')`;

describe('a role that migrate has prepared for services', () => {
  test('is enough for ingest and workers, the partitions of coming days included', async () => {
    await execute(database.url, `do $$ begin execute 'drop table ${tomorrow}; end $$`);
    await using redis = await createTestRedis();
    const environment = {
      DATABASE_URL: serviceUrl,
      REDIS_URL: redis.url,
      UPSHOT_QUEUE_PREFIX: redis.prefix,
    };
    await using ingest = await startIngest(environment);
    await using worker = await startWorker(environment);
    // A busy machine may be refused for a moment: sent again until it is taken.
    const call = async (method: string, path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
      const request = { method, headers, body: JSON.stringify(body) };
      await eventually(async () => {
        const answer = await fetch(`${ingest.url}/api${path}`, request);
        expect({ ok: answer.ok, text: await answer.text() }).toMatchObject({ ok: true });
      });
    };
    await call('PUT', '/projects/shop', { title: 'Shop' });
    const script = `require('storage').set('k', 1); console.log('hello')`;
    await call('POST', '/projects/shop/integrations', { type: 'script', events: ['*'], script });
    const activity = { id: 'a1', type: 'environment.push', state: 'complete', result: 'success' };
    await call('POST', '/projects/shop/activities', activity);
    await eventually(async () => {
      const rows = await query('select outcome, output from activity_log');
      expect(rows).toEqual([{ outcome: 'succeeded', output: 'hello' }]);
    });
    expect(await query('select count(*)::int as alive from workers')).toEqual([{ alive: 1 }]);
    expect(await query(`select to_regclass('${tomorrow}) is not null as made`)).toEqual([{ made: true }]);
    expect(await worker.log()).not.toContain('permission denied');
    expect(await ingest.log()).not.toContain('permission denied');
  });

  test.each([
    'create table mine (id int)',
    'create function mine() returns int language sql as $$ select 1 $$',
    'create schema mine',
    'create role another',
    'create extension file_fdw',
    'drop table activity_log',
    'drop function upshot_make_partitions',
    'truncate activity_log',
    `select upshot_drop_partition('integrations')`,
    `select upshot_drop_partition('activity_log_default')`,
    `select upshot_drop_partition('activities' || to_char(now() at time zone 'UTC', '_YYYYMMDD'))`,
    'alter table integrations add column mine int',
    'alter table projects disable trigger all',
    'create index on activities (type)',
    `insert into kysely_migration (name, timestamp) values ('9999', '')`,
    `copy projects to program 'true'`,
    `select pg_read_file('/etc/passwd')`,
    'select * from pg_authid',
    'select * from v1.runs',
    `alter system set log_statement = 'all'`,
  ])('may not: %s', async (statement) => {
    await expect(query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('may remove expired partitions, and compact others, those made later included', async () => {
    await query(`select upshot_make_partitions((now() at time zone 'UTC')::date - 1, 1)`);
    const name = `select '${yesterday} as name`;
    const [row] = await query(name);
    await query(`delete from ${String(row?.['name'])}`);
    await query(`vacuum (full) ${String(row?.['name'])}`);
    await query(`begin; lock table only ${String(row?.['name'])} in access exclusive mode; commit`);
    await query(`select upshot_drop_partition('${String(row?.['name'])}')`);
    expect(await query(`select to_regclass('${yesterday}) as found`)).toEqual([{ found: null }]);
  });

  test('has no attribute beyond logging in, and can be prepared again', async () => {
    expect(
      await query(`select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin
      from pg_roles where rolname = current_user`),
    ).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        rolcanlogin: true,
      },
    ]);
    const { stderr } = await migrate();
    expect(stderr).toContain(`Services may use the ledger as ${role}.`);
    expect(stderr).not.toContain(password);
  });
});

test.each([
  ['UPSHOT_SERVICE_ROLE', 'Robert"; drop table students'],
  ['UPSHOT_SERVICE_ROLE', 'no_such_role'],
  ['UPSHOT_SERVICE_PASSWORD', 'short'],
])('a bad %s, %s, ends the migration with the name of the setting', async (name, value) => {
  const env = { ...process.env, DATABASE_URL: database.url, UPSHOT_SERVICE_ROLE: role, [name]: value };
  const failed = await run(process.execPath, [migrateCommand], { env }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 78, stderr: expect.stringContaining(name) as string });
});
