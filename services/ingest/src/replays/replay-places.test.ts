import { expect, test } from 'vitest';
import { createReplayPlaces } from './replay-places.ts';

test('a project has one place at a time, and all together have a few; who waits comes in order', async () => {
  const places = createReplayPlaces({ atOnce: 2, maxWaiting: 10, timeoutMs: 5000 });
  const begun: string[] = [];
  const take = async (project: string, name: string) => {
    const place = await places.take(project);
    begun.push(name);
    return place;
  };
  const first = await take('a', 'a1');
  const waiting = [take('a', 'a2'), take('b', 'b1'), take('c', 'c1')] as const;
  const second = await waiting[1];
  expect(begun).toEqual(['a1', 'b1']);
  second[Symbol.dispose]();
  const third = await waiting[2];
  expect(begun).toEqual(['a1', 'b1', 'c1']);
  third[Symbol.dispose]();
  first[Symbol.dispose]();
  (await waiting[0])[Symbol.dispose]();
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2']);
});

test('a replay that would wait too long, or behind too many, is refused with retry-after', async () => {
  const places = createReplayPlaces({ atOnce: 1, maxWaiting: 1, timeoutMs: 30 });
  const place = await places.take('a');
  const late = places.take('b');
  await expect(places.take('c')).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 5 });
  await expect(late).rejects.toMatchObject({ code: 'too_many_requests' });
  place[Symbol.dispose]();
  (await places.take('d'))[Symbol.dispose]();
});
