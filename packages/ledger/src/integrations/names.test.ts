import { createTestDatabase } from '@upshot/testing/database';
import { makeOldLedger } from '@upshot/testing/old-ledger';
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateToLatest } from '../migrate.ts';

let parts: AsyncDisposableStack;
let client: Client;
let url: string;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const database = parts.use(await createTestDatabase());
  ({ url } = database);
  await makeOldLedger(url);
  client = await connect();
  await client.query(`insert into projects (id, title) values ('old', 'O'), ('p', 'P'), ('q', 'Q')`);
  const old = [
    ['s1', 'script', null],
    ['s2', 'script', null],
    ['w1', 'webhook', 'https://Hooks.Example.com:8443/in?x=1'],
    ['w2', 'webhook', 'https://hooks.example.com/other'],
    ['w3', 'webhook', 'http://[::1]/'],
  ] as const;
  for (const [id, type, to] of old) await insertOld(id, type, to);
  await client.query(`update integrations set deleted_at = now() where id = 's1'`);
  await migrateToLatest(url);
});

afterAll(() => parts.disposeAsync());

async function connect(): Promise<Client> {
  const connected = new Client(url);
  await connected.connect();
  parts.defer(() => connected.end());
  return connected;
}

const columns = `project_id, events, states, environments, excluded_environments, result, concurrency, script_version`;

/** As a version does that knows no names. */
async function insertOld(id: string, type: string, to: string | null): Promise<void> {
  const version = type === 'script' ? 1 : null;
  await client.query(
    `insert into integrations (id, type, url, ${columns})
     values ($1, $2, $3, 'old', '{}', '{}', '{}', '{}', '*', 1, $4)`,
    [id, type, to, version],
  );
}

interface Given {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly url?: string;
  readonly project?: string;
}

async function insert({ id, name = '', type = 'webhook', url: to = '', project = 'p' }: Given, by = client) {
  const { rows } = await by.query<{ name: string }>(
    `insert into integrations (id, name, type, settings, ${columns})
     values ($1, $2, $3, jsonb_build_object('url', $4::text), $5, '{}', '{}', '{}', '{}', '*', 1, null) returning name`,
    [id, name, type, to, project],
  );
  return rows[0]?.name;
}

it('integrations of the version before are named after their host or their type, the oldest first', async () => {
  const { rows } = await client.query(
    `select id, name from integrations where project_id = 'old' order by id`,
  );
  expect(rows).toEqual([
    { id: 's1', name: 'script' },
    { id: 's2', name: 'script' },
    { id: 'w1', name: 'hooks.example.com' },
    { id: 'w2', name: 'hooks.example.com-2' },
    { id: 'w3', name: 'webhook' },
  ]);
});

it('an integration that comes without a name gets one that is free, in upper and lower case', async () => {
  expect(await insert({ id: 'n1', name: 'Script' })).toBe('Script');
  expect(await insert({ id: 'n2', type: 'script' })).toBe('script-2');
  expect(await insert({ id: 'n3', type: 'script', project: 'q' })).toBe('script');
  const many = Array.from({ length: 12 }, (_, index) => `many-${index + 10}`);
  const names: (string | undefined)[] = [];
  for (const id of many) names.push(await insert({ id, url: 'https://a.example/' }));
  expect(names).toEqual([
    'a.example',
    ...Array.from({ length: 8 }, (_, index) => `a.example-${index + 2}`),
    ...['19', '20', '21'].map((number) => `a.example-many-${number}`),
  ]);
});

it('integrations that are created at once never take one name', async () => {
  const clients = await Promise.all(Array.from({ length: 6 }, () => connect()));
  const names = await Promise.all(
    clients.map((one, index) => insert({ id: `once${index}`, url: 'https://once.example/' }, one)),
  );
  expect(new Set(names).size).toBe(6);
});

it('a name is taken until its integration is deleted', async () => {
  await insert({ id: 't1', name: 'Deploy' });
  await expect(insert({ id: 't2', name: 'deploy' })).rejects.toThrow('integrations_of_name');
  await client.query(`update integrations set deleted_at = now() where id = 't1'`);
  expect(await insert({ id: 't2', name: 'deploy' })).toBe('deploy');
});

it('from any URL and any type a valid name derives', async () => {
  const text = fc.oneof(
    fc.webUrl(),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ maxLength: 80 }).map((host) => `https://${host}/`),
  );
  const storable = text.filter((item) => !item.includes('\0') && item.isWellFormed());
  let count = 0;
  await fc.assert(
    fc.asyncProperty(storable, storable, async (to, type) => {
      const name = await insert({ id: `any${count++}`, type: `x${type}`, url: to, project: 'q' });
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
    }),
    { numRuns: 200 },
  );
});
