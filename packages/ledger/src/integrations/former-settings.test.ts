import { createTestDatabase } from '@upshot/testing/database';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

let parts: AsyncDisposableStack;
let client: Client;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const database = parts.use(await createTestDatabase());
  client = new Client(database.url);
  await client.connect();
  parts.defer(() => client.end());
  await client.query(`insert into projects (id, title) values ('p', 'P')`);
});

afterAll(() => parts.disposeAsync());

beforeEach(() => client.query('delete from integrations'));

/** Each type as the version before keeps it, and as this version does. */
const sides = [
  {
    type: 'webhook',
    former: { url: 'https://a.example/', shared_key_sealed: 'v1.k' },
    settings: { url: 'https://a.example/' },
    sealed: { shared_key: 'v1.k' },
  },
  { type: 'health.webhook', former: { url: 'https://a.example/' }, settings: { url: 'https://a.example/' } },
  {
    type: 'health.email',
    former: { recipients: ['a@b.example', '#admins'], from_address: 'me@b.example' },
    settings: { recipients: ['a@b.example', '#admins'], from_address: 'me@b.example' },
  },
  {
    type: 'health.email',
    former: { recipients: ['a@b.example'] },
    settings: { recipients: ['a@b.example'], from_address: null },
  },
  {
    type: 'health.slack',
    former: { channel: '#ops', token_sealed: 'v1.t' },
    settings: { channel: '#ops' },
    sealed: { token: 'v1.t' },
  },
  {
    type: 'health.pagerduty',
    former: { routing_key_sealed: 'v1.r' },
    settings: {},
    sealed: { routing_key: 'v1.r' },
  },
] as const;

const noFormer = {
  url: null,
  recipients: null,
  from_address: null,
  channel: null,
  shared_key_sealed: null,
  token_sealed: null,
  routing_key_sealed: null,
};

it.each(sides)('$type: what either version writes, the other reads', async (side) => {
  const { type, former, settings } = side;
  const sealed = 'sealed' in side ? side.sealed : {};
  await insert({ id: 'former', type, ...former });
  await insert({ id: 'new', type, settings: JSON.stringify(settings), sealed: JSON.stringify(sealed) });
  for (const id of ['former', 'new'])
    expect(await read(id)).toEqual({ ...noFormer, ...former, settings, sealed });
});

it('takes changes from either version, and keeps settings that only the new one knows', async () => {
  await insert({ id: 'i', type: 'webhook', settings: '{"url":"a","more":1}', sealed: '{"shared_key":"s"}' });
  await client.query(`update integrations set url = 'b', shared_key_sealed = null where id = 'i'`);
  expect(await read('i')).toMatchObject({ settings: { url: 'b', more: 1 }, sealed: {} });
  await client.query(`update integrations set settings = '{"url":"c"}', sealed = '{"shared_key":"t"}'`);
  expect(await read('i')).toMatchObject({ url: 'c', shared_key_sealed: 't' });
  await client.query(`update integrations set paused_at = now(), paused_by = 'x'`);
  expect(await read('i')).toMatchObject({ url: 'c', settings: { url: 'c' }, sealed: { shared_key: 't' } });
});

it('leaves types that are not known to the version before as they are', async () => {
  await insert({ id: 'i', type: 'echo', settings: '{"url":{"any":"shape"},"recipients":1}' });
  expect(await read('i')).toEqual({
    ...noFormer,
    settings: { url: { any: 'shape' }, recipients: 1 },
    sealed: {},
  });
});

async function insert(columns: Readonly<Record<string, unknown>>): Promise<void> {
  const row = {
    project_id: 'p',
    events: [],
    states: [],
    environments: [],
    excluded_environments: [],
    result: '*',
    concurrency: 1,
    ...columns,
  };
  const marks = Object.keys(row).map((_, index) => `$${index + 1}`);
  await client.query(
    `insert into integrations (${Object.keys(row).join(', ')}) values (${marks.join(', ')})`,
    Object.values(row),
  );
}

async function read(id: string): Promise<unknown> {
  const { rows } = await client.query(
    `select settings, sealed, ${Object.keys(noFormer).join(', ')} from integrations where id = $1`,
    [id],
  );
  return rows[0];
}
