import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { enableReader } from '@upshot/ledger/reader/enable-reader';
import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import { eventually } from '@upshot/testing/eventually';
import { createTestLedger, type TestLedger } from '@upshot/testing/ledger';
import { readerPassword } from '@upshot/testing/reader';
import { settleRuns } from '@upshot/testing/settle-runs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const contract = join(import.meta.dirname, '..', 'fixtures', 'sql-contract.json');

let ledger: TestLedger;
let owner: Client;
let reader: Client;

beforeAll(async () => {
  ledger = await createTestLedger();
  owner = new Client(ledger.url);
  await owner.connect();
  reader = new Client(await enableReader(ledger.url, readerPassword));
  await reader.connect();
});

afterAll(async () => {
  await reader.end();
  await owner.end();
  await ledger[Symbol.asyncDispose]();
});

describe('the ledger', () => {
  it('explains every table, every view and every column of a view', async () => {
    const { rows } = await owner.query(
      `select relname as name, null as column from pg_class
       where relkind in ('r', 'p', 'v') and relnamespace in ('public'::regnamespace, 'v1'::regnamespace)
         and not relispartition and relname not like 'kysely%' and obj_description(oid) is null
       union all
       select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'v1'::regnamespace and a.attnum > 0 and col_description(c.oid, a.attnum) is null`,
    );
    expect(rows).toEqual([]);
  });

  it('never loses or changes a column of a view', async () => {
    const { rows } = await owner.query<{ column: string }>(
      `select format('%s.%s %s', c.relname, a.attname, format_type(a.atttypid, null)) as column
       from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'v1'::regnamespace and a.attnum > 0`,
    );
    const promised = JSON.parse(await readFile(contract, 'utf8')) as readonly string[];
    const columns = rows.map(({ column }) => column);
    expect(promised.filter((column) => !columns.includes(column))).toEqual([]);
    expect(
      columns.filter((column) => !promised.includes(column)),
      'add new columns to the contract',
    ).toEqual([]);
  });
});

describe('an analyst', () => {
  it.each(savedQueries)('runs the saved query $name within its limit', async ({ sql }) => {
    expect((await reader.query(sql)).fields.length).toBeGreaterThan(1);
  });

  it('reads what happened, with names', async () => {
    await ledger.addIntegrations(['hook'], { name: 'notify' });
    await ledger.addRun('hook.0', 'push1');
    await settleRuns(ledger.url, 'hook', { integrationType: 'webhook' });
    await ledger.addRun('hook.0', 'push2');
    const { rows } = await reader.query(
      `select run, integration, activity_id, result, outcome, attempts, due_at = recorded_at as is_due_at_once,
         queue_wait_ms >= 0 as has_waited, commit_order is not null as has_order
       from runs where ended_at > now() - interval '1 hour'`,
    );
    expect(rows).toEqual([
      {
        run: 'push1',
        integration: 'notify',
        activity_id: 'push1',
        result: 'success',
        outcome: 'succeeded',
        attempts: 1,
        is_due_at_once: true,
        has_waited: true,
        has_order: true,
      },
    ]);
    expect((await reader.query('select run, status from pending')).rows).toEqual([
      { run: 'push2', status: 'waiting' },
    ]);
  });

  it('tells equal scripts by their digest, and what each integration stores by its size', async () => {
    await ledger.addIntegrations(['scripted', 'unscripted'], { type: 'script', script_version: 1 });
    await owner.query(
      `insert into script_versions (integration_id, version, source, message) values ('scripted', 1, 'größe;', 'why')`,
    );
    await owner.query("insert into storage (integration_id, key, value) values ('scripted', 'ü', '\"ü\"')");
    await ledger.addRun('scripted.0', 'digested');
    await ledger.addRun('unscripted.0', 'undigested');
    for (const id of ['scripted', 'unscripted']) await settleRuns(ledger.url, id, { scriptVersion: 1 });
    const script_sha = createHash('sha256').update('größe;').digest('hex');
    for (const view of ['runs', 'attempts']) {
      const { rows } = await reader.query(
        `select run, script_version, script_sha from ${view}
         where ended_at > now() - interval '1 hour' and run like '%digested' order by run`,
      );
      expect(rows).toEqual([
        { run: 'digested', script_version: 1, script_sha },
        { run: 'undigested', script_version: 1, script_sha: null },
      ]);
    }
    const versions = await reader.query(
      "select version, is_current, script_sha, message, origin from versions where integration_id = 'scripted'",
    );
    expect(versions.rows).toEqual([
      { version: 1, is_current: true, script_sha, message: 'why', origin: 'api' },
    ]);
    expect((await reader.query('select integration_id, keys, bytes from storage')).rows).toEqual([
      { integration_id: 'scripted', keys: '1', bytes: '6' },
    ]);
  });

  it('reads the requests of attempts, each in a row', async () => {
    await ledger.addIntegrations(['fetching'], { name: 'fetches', type: 'script' });
    await ledger.addRun('fetching.0', 'asks');
    await ledger.addRun('fetching.0', 'asks-too');
    const startedAt = new Date('2026-01-31T12:00:00Z');
    await settleRuns(ledger.url, 'fetching', {
      startedAt,
      requests: [
        [1500, 'POST', 'https://a.example:8443/x?…', 204, 20.5, 3, 0],
        [2000, 'GET', '"no where"', 'not valid', 0.1, 0, null],
        [2500, 'GET', 'https://b.example', null, null, 0, null],
      ],
    });
    const { rows } = await reader.query(
      `select number, integration, at, method, host, status, error, duration_ms, bytes_out, bytes_in
       from requests where ended_at > now() - interval '1 hour' and run = 'asks' order by number`,
    );
    const asked = { integration: 'fetches', method: 'GET', bytes_out: '0', bytes_in: null, status: null };
    expect(rows).toEqual([
      {
        ...asked,
        number: 1,
        at: new Date('2026-01-31T12:00:01.5Z'),
        method: 'POST',
        host: 'a.example:8443',
        status: 204,
        error: null,
        duration_ms: 20.5,
        bytes_out: '3',
        bytes_in: '0',
      },
      {
        ...asked,
        number: 2,
        at: new Date('2026-01-31T12:00:02Z'),
        host: null,
        error: 'not valid',
        duration_ms: 0.1,
      },
      {
        ...asked,
        number: 3,
        at: new Date('2026-01-31T12:00:02.5Z'),
        host: 'b.example',
        error: null,
        duration_ms: null,
      },
    ]);
    const hosts = await reader.query(savedQueries.find(({ name }) => name === 'outgoing-hosts')?.sql ?? '');
    expect(hosts.rows).toContainEqual({
      host: 'a.example:8443',
      project: 'p',
      integration: 'fetches',
      requests: '2',
      unanswered: '0',
      refused: '0',
      bytes_out: '6',
      bytes_in: '0',
    });
  });

  it.each([
    'select * from public.integrations',
    'select value_sealed from public.variables',
    'select hash from public.tokens',
    'select * from public.activity_log',
    'create table t (i int)',
    'create temporary table t (i int)',
    "insert into public.projects (id, title) values ('x', 'x')",
    'delete from v1.runs',
    "select pg_read_file('/etc/passwd')",
    'set role pg_read_all_data',
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'upshot'",
  ])('cannot: %s', async (statement) => {
    await expect(reader.query(statement)).rejects.toThrow(
      /permission denied|read-only transaction|cannot delete/,
    );
  });

  it('follows the log without a gap, while transactions commit out of order', async () => {
    const late = new Client(ledger.url);
    await late.connect();
    const insert = (run: string) =>
      `insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
         activity_id, activity_type, activity_state, activity_recorded_at, worker)
       values ('${run}', 1, true, 'succeeded', 'p', 'hook', 'webhook', 'a', 't', 'complete', now(), 'w')`;
    let from = '0';
    const follow = async () => {
      const { rows } = await reader.query<{ run: string }>(
        `select run from runs where commit_order >= '${from}'::xid8
           and commit_order < pg_snapshot_xmin(pg_current_snapshot()) and run like 'late%'`,
      );
      return rows.map(({ run }) => run);
    };
    const next = async () => {
      const { rows } = await reader.query<{ at: string }>(
        'select pg_snapshot_xmin(pg_current_snapshot())::text as at',
      );
      return rows[0]?.at ?? '0';
    };
    await late.query('begin');
    await late.query(insert('late1'));
    await owner.query(insert('late2'));
    const bound = await next();
    const first = await follow();
    from = bound;
    await late.query('commit');
    await late.end();
    // An older transaction anywhere on the server holds rows back until it ends.
    await eventually(async () => {
      expect([...first, ...(await follow())].toSorted()).toEqual(['late1', 'late2']);
    });
  });
});
