import { Redis } from 'ioredis';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { eventually } from './eventually.ts';
import { createTestRedis } from './redis.ts';

test('each test database has the schema and nothing of the others', async () => {
  await using one = await createTestDatabase();
  await using other = await createTestDatabase();
  await query(one.url, 'create table mine ()');

  expect(await tables(one.url)).toContain('mine');
  expect(await tables(other.url)).not.toContain('mine');
  expect(await tables(other.url)).toContain('integrations');
});

test('each test Redis is empty and of its own', async () => {
  await using one = await createTestRedis();
  await using other = await createTestRedis();
  const redis = new Redis(one.url);
  await redis.set('mine', '1');
  const elsewhere = new Redis(other.url);

  expect(await elsewhere.dbsize()).toBe(0);
  redis.disconnect();
  elsewhere.disconnect();
});

test('eventually returns what finally holds, and throws the last failure otherwise', async () => {
  let tries = 0;
  const third = () => {
    tries += 1;
    if (tries < 3) throw new Error(`try ${tries}`);
    return tries;
  };

  expect(await eventually(third)).toBe(3);
  const never = eventually(() => expect(1).toBe(2), { withinMs: 20 });
  await expect(never).rejects.toThrow('expected 1 to be 2');
});

async function tables(url: string): Promise<string[]> {
  const { rows } = await query(url, `select relname from pg_class where relkind in ('r', 'p')`);
  return rows.map(({ relname }) => relname);
}

async function query(url: string, text: string): Promise<{ rows: { relname: string }[] }> {
  const client = new Client(url);
  await client.connect();
  try {
    return await client.query<{ relname: string }>(text);
  } finally {
    await client.end();
  }
}
