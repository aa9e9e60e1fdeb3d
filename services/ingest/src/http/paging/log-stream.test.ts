import { setTimeout as delay } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '@upshot/testing/eventually';
import { createFollowing, type Following } from './following.ts';
import { sendLog, type LogState } from './log-stream.ts';

let app: FastifyInstance;
let url: string;
let following: Following;
/** How often the log was looked at, and its items gone through. */
let looks: number;
let passes: number;
let state: LogState;

function stateOf(messages: readonly string[], isComplete = false): LogState {
  const items = messages.map((message, index) => ({ id: String(index), at: new Date(0), message }));
  return {
    isComplete,
    itemsFrom(start) {
      passes++;
      return items.slice(start);
    },
  };
}

beforeEach(async () => {
  [looks, passes] = [0, 0];
  state = stateOf(['one\n']);
  following = createFollowing();
  const read = () => {
    looks++;
    return Promise.resolve(state);
  };
  app = Fastify();
  app.get('/', (_request, reply) => sendLog(reply, read, following, { max_delay: -1 }));
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  following.end();
  await app.close();
});

test('a client that goes away gives its place back, though the log says nothing more', async () => {
  const leaving = new AbortController();
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => fetch(url, { signal: leaving.signal })),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(following.take()).toBeUndefined();
  leaving.abort();
  await eventually(() => {
    using place = following.take();
    expect(place).toBeDefined();
  });
  await eventually(async () => {
    const before = looks;
    await delay(700);
    expect(looks).toBe(before);
  });
});

test('a log that stays the same is not gone through again', async () => {
  const answer = await fetch(url);
  await eventually(() => expect(looks).toBeGreaterThan(2));
  expect(passes).toBe(1);
  state = stateOf(['one\n', 'two\n'], true);
  const lines = (await answer.text()).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { data?: { message: string } }).data?.message)).toEqual([
    'one\n',
    'two\n',
    undefined,
  ]);
  expect(passes).toBe(2);
});
