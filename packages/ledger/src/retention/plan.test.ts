import { expect, test } from 'vitest';
import type { Partition } from './partitions.ts';
import { planRetention, ruleOf } from './plan.ts';
import type { PartitionedTable, RetentionPolicy } from './policy.ts';

const now = new Date('2026-12-31T10:00:00Z');
const policy: RetentionPolicy = {
  activityDays: 30,
  succeededDays: 30,
  logDays: 90,
  maxBytes: undefined,
  projects: new Map(),
};

/** A partition whose day ended so many days ago. */
function partition(table: PartitionedTable, ageDays: number, bytes = 100): Partition {
  const day = new Date(now.getTime() - (ageDays + 1) * 86_400_000).toISOString().slice(0, 10);
  return { table, name: `${table}_${day.replaceAll('-', '')}`, day, bytes };
}

/** What happens to partitions of these ages, in words. */
function decide(partitions: readonly Partition[], over: Partial<RetentionPolicy> = {}): readonly string[] {
  const { steps } = planRetention(partitions, { policy: { ...policy, ...over }, trims: new Map(), now });
  return steps.map(({ action, reason, partition: { table, day } }) => {
    const age = (now.getTime() - Date.parse(day)) / 86_400_000;
    return `${action} ${table} ${Math.floor(age) - 1} by ${reason}`;
  });
}

const ages = [120, 90, 89, 31, 30, 29, 1, 0, -1];
const activities = ages.map((age) => partition('activities', age));
const log = ages.map((age) => partition('activity_log', age));

test('activities are dropped at their age, the log first loses succeeded runs', () => {
  expect(decide(activities)).toEqual([120, 90, 89, 31, 30].map((age) => `drop activities ${age} by age`));
  expect(decide(log)).toEqual([
    'drop activity_log 120 by age',
    'drop activity_log 90 by age',
    'trim activity_log 89 by age',
    'trim activity_log 31 by age',
    'trim activity_log 30 by age',
  ]);
});

test('a project that keeps data longer turns the drop into a trim, one that keeps it shorter adds trims', () => {
  const longer = { projects: new Map([['keeper', { activityDays: 100 }]]) };
  expect(decide([partition('activities', 120), partition('activities', 40)], longer)).toEqual([
    'drop activities 120 by age',
    'trim activities 40 by age',
  ]);
  const shorter = { projects: new Map([['brief', { activityDays: 2 }]]) };
  expect(
    decide([partition('activities', 31), partition('activities', 2), partition('activities', 1)], shorter),
  ).toEqual(['drop activities 31 by age', 'trim activities 2 by age']);
});

test('entries of failed runs are kept at least as long as those of succeeded ones', () => {
  expect(decide([partition('activity_log', 100)], { succeededDays: 200 })).toEqual([]);
});

test('by size, the oldest go until the rest fits; today and yesterday stay, failed runs too', () => {
  const all = [5, 4, 3, 0, -1].flatMap((age) => [
    partition('activities', age),
    partition('activity_log', age),
  ]);
  expect(decide(all, { maxBytes: 700 })).toEqual([
    'drop activities 5 by size',
    'trim activity_log 5 by size',
    'drop activities 4 by size',
  ]);
  expect(decide([partition('activities', 0), partition('activities', -1)], { maxBytes: 1 })).toEqual([]);
});

test('a partition is not trimmed twice for the same rule, but again when the rule changes', () => {
  const old = partition('activity_log', 40);
  const [step] = planRetention([old], { policy, trims: new Map(), now }).steps;
  if (step === undefined) throw new Error('nothing was planned');
  const trims = new Map([[old.name, ruleOf(step.expiry)]]);
  expect(planRetention([old], { policy, trims, now }).steps).toEqual([]);
  expect(planRetention([old], { policy: { ...policy, maxBytes: 1 }, trims, now }).steps).toEqual([]);
  const projects = new Map([['brief', { logDays: 1 }]]);
  expect(planRetention([old], { policy: { ...policy, projects }, trims, now }).steps).toHaveLength(1);
});

test('growth is the mean of the full days of the last week', () => {
  const days = [
    partition('activities', 0, 10),
    partition('activities', 1, 20),
    partition('activities', 9, 999),
  ];
  expect(planRetention(days, { policy, trims: new Map(), now }).bytesPerDay).toBe(15);
});
