import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createHeavyBodyParser } from './heavy-body-parser.ts';
import { isHeavy } from './heavy-json.ts';

const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]));
const bytes = Buffer.from(JSON.stringify({ id: 'a', ...many }));
const request = { bytes, names: ['id'] };

test('the event loop turns while a body is parsed', async () => {
  await using parser = createHeavyBodyParser();
  await parser.parse('a', request);
  const parsing = { isDone: false };
  const parsed = parser.parse('a', request).finally(() => (parsing.isDone = true));
  let turns = 0;
  for (; !parsing.isDone; turns++) await nextTurn();
  expect(await parsed).toMatchObject({ value: { id: 'a' }, fault: undefined });
  expect(turns).toBeGreaterThan(10);
});

test('tenants take turns, however many bodies one has', async () => {
  await using parser = createHeavyBodyParser();
  const order: string[] = [];
  const parse = (tenant: string) => parser.parse(tenant, request).then(() => order.push(tenant));
  await Promise.all(['a', 'a', 'a', 'a', 'b'].map(parse));
  expect(order).toEqual(['a', 'a', 'b', 'a', 'a']);
});

test('a thread that ends takes its body with it, and the next body gets another thread', async () => {
  await using parser = createHeavyBodyParser();
  const impossible = { bytes: 'no bytes' as unknown as Uint8Array, names: ['id'] };
  await expect(parser.parse('a', impossible)).rejects.toThrow(/ArrayBuffer/);
  expect(await parser.parse('a', request)).toMatchObject({ value: { id: 'a' } });
});

test.each([
  ['many keys', JSON.stringify(many), true],
  ['many values', `[${'0,'.repeat(50_000)}0]`, true],
  ['one long text', JSON.stringify({ text: 'x'.repeat(1_000_000) }), false],
  ['a few thousand keys', JSON.stringify(Object.entries(many).slice(0, 2000)), false],
])('a body is weighed by its structure: %s', (_what, text, expected) => {
  expect(isHeavy(Buffer.from(text))).toBe(expected);
});
