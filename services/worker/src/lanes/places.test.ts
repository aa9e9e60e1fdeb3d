import { expect, it } from 'vitest';
import { createPlaces } from './places.ts';

const integration = (projectId: string, integrationId = projectId) => ({ projectId, integrationId });

/** Takes as many as there are. */
function takeAll(places: ReturnType<typeof createPlaces>, projectId: string): Disposable[] {
  const taken: Disposable[] = [];
  for (let place = places.take(integration(projectId)); place !== undefined;) {
    taken.push(place);
    place = places.take(integration(projectId));
  }
  return taken;
}

it('leaves places to others, however much one project takes', () => {
  const places = createPlaces({ total: 64, generosity: 3 });
  expect(takeAll(places, 'noisy')).toHaveLength(48);
  expect(takeAll(places, 'noisier')).toHaveLength(12);
  expect(takeAll(places, 'quiet')).toHaveLength(3);
  expect(takeAll(places, 'late')).toHaveLength(1);
  expect(takeAll(places, 'too late')).toEqual([]);
});

it('gives one place to whoever has none', () => {
  const places = createPlaces({ total: 2, generosity: 1 });
  expect(takeAll(places, 'a')).toHaveLength(1);
  expect(takeAll(places, 'b')).toHaveLength(1);
});

it('gives places back', () => {
  const places = createPlaces({ total: 4, generosity: 3 });
  for (let round = 0; round < 3; round++) {
    const taken = takeAll(places, 'a');
    expect(taken).toHaveLength(3);
    for (const place of taken) place[Symbol.dispose]();
  }
});

it('bounds what one integration has', () => {
  const places = createPlaces({ total: 64, each: 2, generosity: 3 });
  const taken = Array.from({ length: 5 }, () => places.take(integration('shop', 'slow')));
  expect(taken.map((place) => place !== undefined)).toEqual([true, true, false, false, false]);
  expect(places.take(integration('shop', 'other'))).toBeDefined();
  taken[0]?.[Symbol.dispose]();
  expect(places.take(integration('shop', 'slow'))).toBeDefined();
});
