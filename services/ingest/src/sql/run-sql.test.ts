import { enableReader } from '@upshot/ledger/reader/enable-reader';
import { savedQueries } from '@upshot/ledger/reader/saved-queries';
import { readerPassword } from '@upshot/testing/reader';
import { createTestDatabase } from '@upshot/testing/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, testAdminToken, type TestApp } from '../testing/test-app.ts';

let parts: AsyncDisposableStack;
let app: TestApp;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const { url } = parts.use(await createTestDatabase());
  const readerUrl = await enableReader(url, readerPassword);
  app = parts.use(await createTestApp({ adminToken: testAdminToken, readerUrl }));
});

afterAll(() => parts.disposeAsync());

const ask = (body: object) => app.call('POST', '/api/sql', { body });

it('answers rows as PostgreSQL has them', async () => {
  const query = `select 1 as one, 9007199254740993 as big, 0.1::numeric as tenth, true as yes, null as none,
    '{"a":1}'::jsonb as json, 'x' as twice, 'y' as twice;`;
  expect((await ask({ query })).json).toEqual({
    columns: [
      { name: 'one', type: 'integer' },
      { name: 'big', type: 'bigint' },
      { name: 'tenth', type: 'numeric' },
      { name: 'yes', type: 'boolean' },
      { name: 'none', type: 'text' },
      { name: 'json', type: 'jsonb' },
      { name: 'twice', type: 'text' },
      { name: 'twice', type: 'text' },
    ],
    rows: [[1, '9007199254740993', 0.1, true, null, { a: 1 }, 'x', 'y']],
    truncated: false,
  });
});

it('says when rows were left out', async () => {
  const answer = await ask({ query: 'select generate_series(1, 1000)', limit: 3 });
  expect(answer.json).toMatchObject({ rows: [[1], [2], [3]], truncated: true });
  const large = await ask({ query: "select repeat('x', 1000000) from generate_series(1, 40)" });
  expect(large.json).toMatchObject({ truncated: true });
});

it('keeps every digit of numbers in JSON', async () => {
  const query = `select '{"a":12345678901234567890,"b":1.50}'::jsonb, '[1e400]'::json`;
  const { text } = await ask({ query });
  expect(text).toContain('[[{"a":12345678901234567890,"b":1.50},[1e400]]]');
});

it('answers JSON that is nested too deep as text', async () => {
  const query = `select (repeat('[', 5000) || repeat(']', 5000))::json`;
  expect((await ask({ query })).status).toBe(200);
});

it('reads little more than an answer may hold', async () => {
  const large = await ask({ query: "select repeat('x', 34000000)" });
  expect(large.json).toMatchObject({ status: 400, detail: expect.stringContaining('too large') as string });
  const query = "select repeat('x', case when n > 10 then 700000 else 1 end) from generate_series(1, 70) n";
  expect((await ask({ query })).json).toMatchObject({ status: 400 });
});

it('runs saved queries', async () => {
  expect((await ask({ saved: 'pending' })).json).toMatchObject({ rows: [] });
  expect((await app.call('GET', '/api/sql/saved')).list).toHaveLength(savedQueries.length);
});

it.each([
  [{ query: 'select * from public.tokens' }, 'permission denied'],
  [{ query: 'select * from run' }, '"run" does not exist (at character 15)'],
  [{ query: 'select 1; drop table projects' }, 'multiple commands'],
  [{ query: 'delete from runs' }, 'syntax error'],
  [{ query: "select set_config('role', 'upshot', true)" }, 'permission denied'],
  [{ query: "select set_config('transaction_read_only', 'off', true), lo_create(0)" }, ''],
  [{ saved: 'nothing' }, 'There are: latest,'],
  [{}, 'either'],
  [{ query: 'select 1', saved: 'pending' }, 'either'],
])('refuses %j and says why', async (body, reason) => {
  const answer = await ask(body);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(JSON.stringify(reason).slice(1, -1));
});

it('ends a query that takes too long, at once or in parts', async () => {
  const startedAt = performance.now();
  const inParts = ask({ query: 'select pg_sleep(0.03) from generate_series(1, 10000)', limit: 10_000 });
  const answer = await ask({ query: 'select pg_sleep(60)' });
  expect((await inParts).status).toBe(400);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
  expect(answer.json).toMatchObject({
    status: 400,
    detail: expect.stringContaining('statement timeout') as string,
  });
});

it('says when to ask again while all connections for queries are taken', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ query: 'select pg_sleep(0.5)' })));
  const [refused, ...more] = answers.filter(({ status }) => status !== 200);
  expect(more).toEqual([]);
  expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
});

it('says how to make queries available', async () => {
  await using without = await createTestApp({ adminToken: testAdminToken });
  const answer = await without.call('POST', '/api/sql', { body: { query: 'select 1' } });
  expect(answer.json).toMatchObject({ status: 503, detail: expect.stringContaining('connection') as string });
});

it('is for operators only', async () => {
  const token = await app.mintToken('admin', 'p1');
  expect((await app.call('POST', '/api/sql', { token, body: { query: 'select 1' } })).status).toBe(403);
});
