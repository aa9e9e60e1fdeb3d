import { expect, test } from 'vitest';
import { createCrowd, type Crowd } from './crowd.ts';

/** Lets in up to `count` one after the other; returns who is inside. */
function fill(crowd: Crowd, project: string, count: number) {
  const entrances = Array.from({ length: count }, () => crowd.enter(project));
  return entrances.filter((entrance) => entrance.kind === 'inside');
}

/** The process is late for so many milliseconds. */
function suffer(crowd: Crowd, forMs: number): void {
  for (let ms = 0; ms < forMs; ms += 100) crowd.observe(80, 100);
}

test('a process that is in time lets everybody in', () => {
  const crowd = createCrowd();
  for (let tick = 0; tick < 100; tick++) crowd.observe(5, 25);
  expect(fill(crowd, 'busy', 5000)).toHaveLength(5000);
});

test('a process that is late lets in fewer than it has, and of one project no more than it leaves to others', () => {
  const crowd = createCrowd();
  const inside = fill(crowd, 'busy', 200);
  suffer(crowd, 200);
  expect(crowd.enter('busy').kind).toBe('full');
  for (const entrance of inside.slice(0, 160)) entrance.leave();
  expect(fill(crowd, 'other', 200).length).toBeLessThan(60);
  expect(crowd.enter('other').kind).toBe('too much of one');
});

test('a project that is alone may have half of what there is room for: somebody may come', () => {
  const crowd = createCrowd();
  const inside = fill(crowd, 'lone', 40);
  suffer(crowd, 100);
  for (const entrance of inside) entrance.leave();
  expect(fill(crowd, 'lone', 40)).toHaveLength(14);
});

test('whoever has less than an even share is let in although another has taken it all', () => {
  const crowd = createCrowd();
  fill(crowd, 'busy', 40);
  suffer(crowd, 100);
  expect(fill(crowd, 'quiet', 5)).toHaveLength(5);
  expect(crowd.enter('newcomer').kind).toBe('inside');
  expect(crowd.enter('busy').kind).toBe('too much of one');
});

test('when far more projects come than there is time for, the fault is nobody’s own', () => {
  const crowd = createCrowd();
  fill(crowd, 'busy', 100);
  suffer(crowd, 60_000);
  expect(crowd.enter('other').kind).toBe('full');
});

test('a few are always let in: whatever keeps the process, it is not them', () => {
  const crowd = createCrowd();
  const inside = fill(crowd, 'busy', 100);
  suffer(crowd, 60_000);
  for (const entrance of inside) entrance.leave();
  expect(fill(crowd, 'lone', 100)).toHaveLength(8);
});

test('a process that is late with few inside is kept by something else', () => {
  const crowd = createCrowd();
  fill(crowd, 'busy', 7);
  suffer(crowd, 60_000);
  expect(fill(crowd, 'busy', 1000)).toHaveLength(1000);
});

test('a pause costs a lone producer some of its requests at the most, and a second later none', () => {
  const crowd = createCrowd();
  const inside = fill(crowd, 'lone', 32);
  crowd.observe(40, 60);
  for (const entrance of inside) entrance.leave();
  const afterwards = fill(crowd, 'lone', 32);
  expect(afterwards.length).toBeGreaterThan(8);
  for (let tick = 0; tick < 50; tick++) crowd.observe(0, 20);
  for (const entrance of afterwards) entrance.leave();
  expect(fill(crowd, 'lone', 32)).toHaveLength(32);
});

test('the limit comes back within seconds when nothing is late any more', () => {
  const crowd = createCrowd();
  for (const entrance of fill(crowd, 'busy', 2000)) {
    suffer(crowd, 100);
    entrance.leave();
  }
  expect(fill(crowd, 'busy', 2000).length).toBeLessThan(40);
  for (let tick = 0; tick < 500; tick++) crowd.observe(2, 22);
  expect(fill(crowd, 'other', 2000)).toHaveLength(2000);
});
