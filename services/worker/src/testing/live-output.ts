import { openLiveOutput, type LiveOutput } from '@upshot/runtime/live-output';
import { eventually } from '@upshot/testing/eventually';
import { createTestRedis } from '@upshot/testing/redis';
import { afterAll, beforeAll, expect } from 'vitest';

/** Gives the live output of the test file, which ends with it. */
export function liveOutputForTests(): () => LiveOutput {
  let live: LiveOutput;
  beforeAll(async () => void (live = await openTestLiveOutput()));
  afterAll(() => live[Symbol.asyncDispose]());
  return () => live;
}

/** Live output in a Redis database of its own, once it is connected: before, lines that are added are lost. */
async function openTestLiveOutput(): Promise<LiveOutput> {
  await using parts = new AsyncDisposableStack();
  const redis = parts.use(await createTestRedis());
  const live = parts.use(openLiveOutput(redis.url, redis.prefix));
  await eventually(async () => {
    await live.append('probe', 1, [[0, '']]);
    expect(await live.read('probe', 1)).not.toEqual([]);
  });
  const opened = parts.move();
  return { ...live, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
