import { describe, expect, it, test } from 'vitest';
import { evaluateCondition, MAX_STEPS } from './evaluate-condition.ts';
import { MAX_CONDITION, parseCondition } from './parse-condition.ts';

const tooCostly = `it takes more than ${MAX_STEPS} steps: its texts or lists are too long`;

function cost(condition: string, activity: unknown) {
  const { steps, refusal } = evaluateCondition(parseCondition(condition), activity);
  return { steps, why: refusal?.why() };
}

/** An activity that counts how often anything of it is read. */
function counting(activity: object) {
  const counted = { reads: 0 };
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      get(target, name, receiver) {
        counted.reads++;
        return wrap(Reflect.get(target, name, receiver));
      },
      getOwnPropertyDescriptor(target, name) {
        counted.reads++;
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
      ownKeys(target) {
        counted.reads += Reflect.ownKeys(target).length;
        return Reflect.ownKeys(target);
      },
    });
  };
  return { activity: wrap(activity), counted };
}

describe('the steps of a condition', () => {
  it('grow as its parts do, and not as the activity does', () => {
    const part = 'has(activity.a.b)';
    const steps = [1, 2, 4, 8].map(
      (count) => cost(Array.from({ length: count }, () => part).join(' && '), { a: { b: 1 } }).steps,
    );
    expect(steps).toEqual([3, 7, 13, 25]);
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, index]));
    expect(cost(part, { ...wide, a: { ...wide, b: wide } }).steps).toBe(3);
  });

  it.each([
    ['activity.s.contains("y")', (n: number) => ({ s: 'x'.repeat(n) }), 1 / 32],
    ['size(activity.s) == 0', (n: number) => ({ s: 'x'.repeat(n) }), 1 / 32],
    ['activity.s == activity.t', (n: number) => ({ s: 'x'.repeat(n), t: 'x'.repeat(n) }), 1 / 32],
    ['activity.s < activity.t', (n: number) => ({ s: 'x'.repeat(n), t: 'x'.repeat(n) }), 1 / 32],
    ['"y" in activity.l', (n: number) => ({ l: Array.from({ length: n }, () => 'x') }), 1],
    ['activity.s.startsWith("y")', (n: number) => ({ s: 'x'.repeat(n) }), 0],
    ['size(activity.l) == 0', (n: number) => ({ l: Array.from({ length: n }, () => 'x') }), 0],
    [
      '"y" in activity.m',
      (n: number) => ({ m: Object.fromEntries(Array.from({ length: n }, (_, i) => [i, 1])) }),
      0,
    ],
    [
      'activity.m != null',
      (n: number) => ({ m: Object.fromEntries(Array.from({ length: n }, (_, i) => [i, 1])) }),
      0,
    ],
  ] as const)('grow in proportion to what is searched: %s', (condition, activityOf, share) => {
    const [small, large] = [32, 512].map((size) => cost(condition, activityOf(size)).steps);
    expect((large ?? 0) - (small ?? 0)).toBe((512 - 32) * share);
  });

  it('bound what is read of the activity', () => {
    const { activity, counted } = counting({
      a: { b: { c: 1 } },
      l: Array.from({ length: 100_000 }, (_, index) => `x${index}`),
      m: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index])),
    });
    const conditions = [
      'activity.a.b.c == 1 && "x300" in activity.l',
      '"y" in activity.l || "y" in activity.l || activity.a.b.c == 1',
      'size(activity.l) > 1 && "k" in activity.m && activity.m == null',
      '!has(activity.m.k) || activity.m.k1 == activity.l[5]',
    ];
    for (const condition of conditions) {
      counted.reads = 0;
      const { steps } = cost(condition, activity);
      expect(counted.reads).toBeLessThan(5 * steps + 10);
      expect(steps).toBeLessThan(2 * MAX_STEPS);
    }
  });
});

const long = 'x'.repeat(10_000_000);
const hostile = {
  s: long,
  t: `${long.slice(1)}x`,
  l: Array.from({ length: 1_000_000 }, () => 'x'),
  deep: JSON.parse('['.repeat(150) + ']'.repeat(150)) as unknown,
};

/** As much of a part as a condition can have. */
function fill(part: string, joint: string): string {
  const parts = Math.floor((MAX_CONDITION + joint.length) / (part.length + joint.length));
  return Array.from({ length: parts }, () => part).join(joint);
}

test.each([
  ['texts that are searched', fill('activity.s.contains("xxxxxxxxy")', '||'), tooCostly],
  ['texts that are compared', fill('activity.s!=activity.t', '||'), tooCostly],
  ['texts in an order', fill('activity.s<activity.t', '||'), tooCostly],
  ['texts that are counted', fill('size(activity.s)==1', '||'), tooCostly],
  ['lists that are searched', fill('"y"in activity.l', '||'), tooCostly],
  ['a long list of texts', `activity.s in [${fill('""', ',').slice(0, 968)}]`, 'not in'],
  ['deep paths', `activity.deep${'[0]'.repeat(149)} == 1`, 'is [], not 1'],
  ['deep parentheses', `${'('.repeat(20)}activity.a${')'.repeat(20)}`, 'activity.a is missing'],
  ['many denials', `${'!'.repeat(20)}activity.a`, 'activity.a is missing'],
  ['as many parts as there can be', fill('activity.a', '||'), ', and '],
])('a hostile condition ends within its bound: %s', (_, condition, why) => {
  expect(condition.length).toBeLessThanOrEqual(MAX_CONDITION);
  const asked = cost(condition, hostile);
  expect(asked.why).toContain(why);
  expect(asked.why?.length).toBeLessThan(1500);
  const before = process.cpuUsage();
  evaluateCondition(parseCondition(condition), hostile);
  // Far more than it takes, even where nothing is compiled yet; far less than to look at ten million characters often.
  expect(process.cpuUsage(before).user).toBeLessThan(100_000);
});

test('a text that is too long is not looked at, however its result would be absorbed', () => {
  const asked = cost('activity.s.contains("y") || activity.flag', { s: long, flag: true });
  expect(asked.why).toBe(tooCostly);
});
