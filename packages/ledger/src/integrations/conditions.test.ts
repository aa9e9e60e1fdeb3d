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

const condition = 'activity.payload.a == 1';

beforeEach(async () => {
  await client.query('delete from integrations');
  await client.query(
    `insert into integrations (id, project_id, type, name, settings, events, states, environments,
       excluded_environments, result, concurrency, condition)
     values ('i', 'p', 'webhook', 'i', '{"url": "https://a.example/"}', '{a.*,b}', '{complete}', '{*}', '{}', '*', 1, $1)`,
    [condition],
  );
});

/** Events as the version before reads them, and as views show them. */
async function read() {
  const { rows } = await client.query<{ events: string[]; shown: string[]; condition: string | null }>(
    `select i.events, v.events as shown, v.condition from integrations i join v1.integrations v using (id)`,
  );
  return rows[0];
}

it('a version before conditions finds an integration with one that answers no events', async () => {
  expect(await read()).toEqual({ events: [], shown: ['a.*', 'b'], condition });
});

it('takes changes of that version: other events stay out of its sight, the rest changes nothing', async () => {
  await client.query(`update integrations set events = '{c}'`);
  expect(await read()).toEqual({ events: [], shown: ['c'], condition });
  await client.query(`update integrations set states = '{*}', paused_at = now(), paused_by = 'x'`);
  expect(await read()).toEqual({ events: [], shown: ['c'], condition });
});

it('without its condition, an integration answers its events in both versions', async () => {
  await client.query('update integrations set condition = null');
  expect(await read()).toEqual({ events: ['a.*', 'b'], shown: ['a.*', 'b'], condition: null });
  await client.query('update integrations set condition = $1', [condition]);
  expect(await read()).toEqual({ events: [], shown: ['a.*', 'b'], condition });
  await client.query(`update integrations set condition = null, events = '{d}'`);
  expect(await read()).toEqual({ events: ['d'], shown: ['d'], condition: null });
});
