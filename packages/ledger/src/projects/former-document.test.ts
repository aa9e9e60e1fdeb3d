import { documentedProperties } from '@upshot/shared/project';
import { createTestDatabase } from '@upshot/testing/database';
import { makeOldLedger } from '@upshot/testing/old-ledger';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrateToLatest } from '../migrate.ts';

let parts: AsyncDisposableStack;
let client: Client;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const database = parts.use(await createTestDatabase());
  await makeOldLedger(database.url);
  client = new Client(database.url);
  await client.connect();
  parts.defer(() => client.end());
  await client.query(`
    insert into projects (id, title, document) values ('bare', 'B', '{}'),
      ('own', 'O', '{"region":"eu","subscription":{"plan":"large"},"repository":"r","more":{"a":1}}')`);
  await migrateToLatest(database.url);
});

afterAll(() => parts.disposeAsync());

it('projects of the version before get what Platform.sh documents, and keep what they have', async () => {
  const own = {
    ...documentedProperties,
    region: 'eu',
    subscription: { ...(documentedProperties['subscription'] as object), plan: 'large' },
    repository: 'r',
    more: { a: 1 },
  };
  expect(await read('bare')).toEqual({ document: documentedProperties, properties: documentedProperties });
  expect(await read('own')).toEqual({ document: own, properties: own });
});

it('what either version writes, the other reads', async () => {
  await client.query(`insert into projects (id, title, document) values ('former', 'F', '{"a":1}')`);
  await client.query(
    `insert into projects (id, title, properties) values ('new', 'N', '{"bb":1,"a":{"c":2}}')`,
  );
  expect(await read('former')).toEqual({ document: { a: 1 }, properties: { a: 1 } });
  expect(await read('new')).toEqual({ document: { bb: 1, a: { c: 2 } }, properties: { bb: 1, a: { c: 2 } } });
  await client.query(`update projects set document = '{"a":2}', title = 'G' where id in ('former', 'new')`);
  expect(await read('new')).toEqual({ document: { a: 2 }, properties: { a: 2 } });
  await client.query(`update projects set properties = '{"z":1,"a":2}', title = 'H' where id = 'new'`);
  expect(await read('new')).toEqual({ document: { z: 1, a: 2 }, properties: { z: 1, a: 2 } });
});

it('a change of the title alone leaves the order of the properties', async () => {
  await client.query(`insert into projects (id, title, properties) values ('o', 'O', '{"bbb":1,"a":2}')`);
  await client.query(`update projects set title = 'P', document = document where id = 'o'`);
  const { properties } = await read('o');
  expect(JSON.stringify(properties)).toBe('{"bbb":1,"a":2}');
});

interface Sides {
  readonly document: unknown;
  readonly properties: unknown;
}

async function read(id: string): Promise<Sides> {
  const { rows } = await client.query<Sides>('select document, properties from projects where id = $1', [id]);
  if (rows[0] === undefined) throw new Error(`no project ${id}`);
  return rows[0];
}
