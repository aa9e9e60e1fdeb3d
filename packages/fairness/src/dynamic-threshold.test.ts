import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canTakeOne, dynamicThreshold, DYNAMIC_THRESHOLD_ALPHA } from './dynamic-threshold.ts';
import { KeyedCounter } from './keyed-counter.ts';

const capacities = fc.integer({ min: 2, max: 200 });
const alphas = fc.constantFrom(0.5, 1, 2, DYNAMIC_THRESHOLD_ALPHA, 8);

/** Takes and gives back at random: a tenant, and whether it takes. */
const steps = fc.array(fc.record({ tenant: fc.constantFrom('a', 'b', 'c', 'd'), takes: fc.boolean() }), {
  maxLength: 400,
});

function takeAll(usage: KeyedCounter, tenant: string, capacity: number, alpha?: number): number {
  let taken = 0;
  for (; canTakeOne(usage, tenant, capacity, alpha); taken++) usage.add(tenant, 1);
  return taken;
}

function usageAfter(
  moves: typeof steps extends fc.Arbitrary<infer T> ? T : never,
  capacity: number,
): KeyedCounter {
  const usage = new KeyedCounter();
  for (const { tenant, takes } of moves) {
    if (!takes && usage.of(tenant) > 0) usage.add(tenant, -1);
    if (takes && canTakeOne(usage, tenant, capacity)) usage.add(tenant, 1);
  }
  return usage;
}

test('a tenant that is alone gets alpha parts of alpha + 1, and cannot exhaust the pool', () => {
  fc.assert(
    fc.property(capacities, alphas, (capacity, alpha) => {
      const taken = takeAll(new KeyedCounter(), 'a', capacity, alpha);
      expect(taken).toBeLessThan(capacity);
      expect(taken).toBe(Math.max(1, Math.floor((capacity * alpha) / (1 + alpha))));
    }),
  );
});

test('the pool never holds more than its capacity, whatever the tenants do', () => {
  fc.assert(
    fc.property(capacities, steps, (capacity, moves) => {
      expect(usageAfter(moves, capacity).total).toBeLessThanOrEqual(capacity);
    }),
  );
});

test('a tenant without any gets one while one is free', () => {
  fc.assert(
    fc.property(capacities, steps, (capacity, moves) => {
      const usage = usageAfter(moves, capacity);
      expect(canTakeOne(usage, 'newcomer', capacity)).toBe(usage.total < capacity);
    }),
  );
});

test('an exhausted pool has nothing for a tenant without any', () => {
  const usage = new KeyedCounter();
  for (const tenant of ['a', 'b']) usage.add(tenant, 1);
  expect(canTakeOne(usage, 'newcomer', 3)).toBe(true);
  expect(canTakeOne(usage, 'newcomer', 2)).toBe(false);
});

test('the last unit goes to a tenant without any', () => {
  fc.assert(
    fc.property(capacities, steps, (capacity, moves) => {
      const usage = usageAfter(moves, capacity);
      for (const tenant of ['a', 'b']) takeAll(usage, tenant, capacity);
      fc.pre(usage.total === capacity - 1);
      for (const tenant of ['a', 'b', 'c', 'd']) {
        expect(canTakeOne(usage, tenant, capacity)).toBe(usage.of(tenant) === 0);
      }
    }),
  );
});

test('what is refused to all is a small part of the pool: it is work conserving up to one part of alpha + 1', () => {
  fc.assert(
    fc.property(capacities, steps, (capacity, moves) => {
      const usage = usageAfter(moves, capacity);
      for (const tenant of ['a', 'b', 'c', 'd']) takeAll(usage, tenant, capacity);
      expect(capacity - usage.total).toBeLessThanOrEqual(1 + capacity / (1 + DYNAMIC_THRESHOLD_ALPHA));
    }),
  );
});

test('tenants that want everything end up with even shares', () => {
  fc.assert(
    fc.property(capacities, fc.integer({ min: 2, max: 6 }), (capacity, count) => {
      fc.pre(capacity >= count);
      const usage = new KeyedCounter();
      const tenants = Array.from({ length: count }, (_, index) => `tenant ${index}`);
      for (let round = 0; round < capacity; round++) {
        for (const tenant of tenants) if (canTakeOne(usage, tenant, capacity)) usage.add(tenant, 1);
      }
      const shares = tenants.map((tenant) => usage.of(tenant));
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});

test('the threshold is never negative', () => {
  expect(dynamicThreshold(4, 9)).toBe(0);
  expect(dynamicThreshold(8, 2)).toBe(18);
});
