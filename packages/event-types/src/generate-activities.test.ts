import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { schemaOf, type Activity } from './activity-schema.ts';
import { eventTypeNames, type EventTypeName } from './catalogue.ts';
import { generateActivities, type GenerateOptions } from './generate-activities.ts';

const checks = new Map(eventTypeNames.map((name) => [name, Compile(schemaOf(name))]));
const fits = (activity: Activity) => checks.get(activity.type as EventTypeName)?.Check(activity);
const generate = (options: GenerateOptions) => [...generateActivities(options)];
const seeds = fc.oneof(fc.integer(), fc.string());

/** When an activity reached its state. */
function reachedAt({ state, created_at, started_at, completed_at, cancelled_at }: Activity): string {
  if (state === 'pending') return created_at;
  return (state === 'in_progress' ? started_at : (completed_at ?? cancelled_at)) ?? 'never';
}

test('whatever the seed: each activity fits the schema of its type', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const activity of generate({ seed, count: 60 })) {
        expect([activity.type, fits(activity)]).toEqual([activity.type, true]);
      }
    }),
    { numRuns: 40 },
  );
});

test('whatever the seed: every type of the catalogue can be generated', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(...eventTypeNames), (seed, name) => {
      const made = generate({ seed, count: 5, types: [name] });
      expect(made.map(({ type }) => type)).toEqual(Array(5).fill(name));
      expect(made.every((activity) => checks.get(name)?.Check(activity))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('whatever the seed: states come in order, once each, and time never runs backwards', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const lives = new Map<string, string[]>();
      let latest = '';
      for (const activity of generate({ seed, count: 150 })) {
        const { id, state, created_at, started_at, completed_at } = activity;
        expect(id).toMatch(/^[a-z0-9]{13}$/);
        expect(reachedAt(activity) >= latest).toBe(true);
        latest = reachedAt(activity);
        const moments = [created_at, started_at, completed_at].filter((moment) => moment !== null);
        expect(moments.toSorted()).toEqual(moments);
        lives.set(id, [...(lives.get(id) ?? []), state]);
      }
      for (const life of lives.values()) {
        expect(
          ['pending,in_progress,complete', 'pending,in_progress,cancelled'].some((whole) =>
            whole.startsWith(life.join(',')),
          ),
        ).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
});

test('the same seed makes the same activities, another seed makes others', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const made = generate({ seed, count: 12 });
      expect(generate({ seed, count: 12 })).toEqual(made);
      const others = new Set(generate({ seed: `${seed}+`, count: 12 }).map(({ id }) => id));
      expect(made.some(({ id }) => others.has(id))).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test('fewer activities of a seed are the beginning of more of them', () => {
  expect(generate({ seed: 7, count: 100 }).slice(0, 40)).toEqual(generate({ seed: 7, count: 40 }));
});

test('ids are never used again', () => {
  const made = generate({ seed: 1, count: 2000, states: ['pending'] });
  expect(new Set(made.map(({ id }) => id)).size).toBe(2000);
});

test('the environment of an activity has one at a time', () => {
  const busyUntil = new Map<string, string>();
  for (const { environments = [], started_at, completed_at } of generate({
    seed: 3,
    count: 400,
    states: ['complete'],
  })) {
    for (const environment of environments) {
      expect((started_at ?? '') >= (busyUntil.get(environment) ?? '')).toBe(true);
      busyUntil.set(environment, completed_at ?? '');
    }
  }
  expect(busyUntil.size).toBeGreaterThan(1);
});

test('an activity that had to wait says how long', () => {
  const waits = generate({ seed: 5, count: 400, states: ['complete'] }).map(
    ({ timings }) => timings?.['wait'] ?? -1,
  );
  expect(Math.min(...waits)).toBe(0);
  expect(Math.max(...waits)).toBeGreaterThan(1);
});

test('each push begins where the environment’s last one ended', () => {
  const heads = new Map<string, unknown>();
  for (const { environments = [], parameters } of generate({
    seed: 9,
    count: 60,
    types: ['environment.push'],
    states: ['pending'],
  })) {
    const [environment = ''] = environments;
    expect(parameters['old_commit']).toBe(heads.get(environment) ?? parameters['old_commit']);
    heads.set(environment, parameters['new_commit']);
  }
  expect(heads.size).toBeGreaterThan(1);
});

test('the mix is that of a project people work on, with failures, cancellations and names of many scripts', () => {
  const made = generate({ seed: 'mix', count: 3000 });
  const count = (filter: (activity: Activity) => boolean) => made.filter(filter).length;
  const pushes = count(({ type }) => type === 'environment.push');
  expect(pushes).toBeGreaterThan(600);
  expect(pushes).toBeLessThan(1300);
  expect(count(({ type }) => type === 'environment.cron')).toBeGreaterThan(400);
  expect(new Set(made.map(({ type }) => type)).size).toBeGreaterThan(15);
  expect(count(({ state, result }) => state === 'complete' && result === 'failure')).toBeGreaterThan(20);
  expect(count(({ state }) => state === 'cancelled')).toBeGreaterThan(5);
  expect(made.map(({ text }) => text).join(' ')).toMatch(/\p{sc=Han}|\p{sc=Cyrillic}|\p{sc=Arabic}/u);
});

test('whatever the seed: a completed push has the size of a real one', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const [push] = generate({ seed, count: 1, types: ['environment.push'], states: ['complete'] });
      const size = Buffer.byteLength(JSON.stringify(push));
      expect(size).toBeGreaterThan(9_000);
      expect(size).toBeLessThan(24_000);
    }),
    { numRuns: 60 },
  );
});

test('project, start, types and states can be chosen', () => {
  const types = ['environment.push', 'environment.backup'] as const;
  const from = new Date('2026-03-01T00:00:00Z');
  const made = generate({ seed: 1, count: 30, project: 'shop-1', from, types, states: ['complete'] });
  expect(made).toHaveLength(30);
  for (const { project, type, state, created_at } of made) {
    expect([project, types.some((item) => item === type), state]).toEqual(['shop-1', true, 'complete']);
    expect(created_at >= '2026-03-01').toBe(true);
  }
  expect(JSON.stringify(made)).not.toMatch(/\bdemo\b/);
});

test.each([
  ['count', { count: -1 }],
  ['count', { count: Number.NaN }],
  ['types', { types: [] }],
  ['types', { types: ['environment.psuh' as EventTypeName] }],
  ['states', { states: [] }],
  ['states', { states: ['scheduled' as 'pending'] }],
])('case %#: impossible %s are refused', (field, wrong) => {
  expect(() => generate({ seed: 1, count: 1, ...wrong })).toThrow(new RegExp(`^${field}`));
});

test('no activities are none', () => {
  expect(generate({ seed: 1, count: 0 })).toEqual([]);
});
