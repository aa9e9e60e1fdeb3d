import { expect, test } from 'vitest';
import { EventRing, type ShownEvent } from './event-ring.ts';

const shown = (number: number): ShownEvent => ({
  event: { event: 'activity', id: String(number), data: { id: `a${number}` } },
  text: `line ${number}`,
  mood: 'plain',
});

const texts = (events: readonly ShownEvent[]) => events.map(({ text }) => text);

test('what comes while it is paused is shown when it goes on', () => {
  const ring = new EventRing();
  expect(ring.add(shown(1))).toBe(true);
  ring.isPaused = true;
  expect([ring.add(shown(2)), ring.add(shown(3))]).toEqual([false, false]);
  const { events, passed } = ring.resume();
  expect([texts(events), passed]).toEqual([['line 2', 'line 3'], 0]);
  expect(ring.add(shown(4))).toBe(true);
  expect(ring.resume().events).toEqual([]);
});

test('the first choice is the newest that was shown; it stays the same while others come', () => {
  const ring = new EventRing();
  expect(ring.choose(1)).toBeUndefined();
  for (const number of [1, 2, 3]) ring.add(shown(number));
  ring.resume();
  expect(ring.choose(-1)).toMatchObject({ shown: { text: 'line 3' }, place: '3 of 3' });
  ring.add(shown(4));
  expect(ring.choose(-1)).toMatchObject({ shown: { text: 'line 2' }, place: '2 of 4' });
  for (let step = 0; step < 5; step += 1) ring.choose(-1);
  expect(ring.current?.text).toBe('line 1');
  for (let step = 0; step < 9; step += 1) ring.choose(1);
  expect(ring.choose(1)).toMatchObject({ shown: { text: 'line 4' }, place: '4 of 4' });
});

test('a thousand events are kept: of what came meanwhile, the others are counted', () => {
  const ring = new EventRing();
  for (let number = 0; number < 5; number += 1) ring.add(shown(number));
  ring.isPaused = true;
  for (let number = 5; number < 1207; number += 1) ring.add(shown(number));
  const { events, passed } = ring.resume();
  expect([events.length, passed, events[0]?.text]).toEqual([1000, 202, 'line 207']);
});
