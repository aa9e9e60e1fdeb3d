import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdaptiveLimit } from './adaptive-limit.ts';

const options = { targetMs: 10, min: 8, max: 1000 };
const observations = fc.array(
  fc.record({
    latencyMs: fc.double({ min: 0, max: 1000, noNaN: true }),
    overMs: fc.integer({ min: 1, max: 200 }),
    inFlight: fc.nat(2000),
  }),
);

test('the limit stays within its bounds, whatever is observed', () => {
  fc.assert(
    fc.property(observations, (seen) => {
      const limit = new AdaptiveLimit(options);
      for (const { latencyMs, overMs, inFlight } of seen) {
        limit.observe(latencyMs, overMs, inFlight);
        expect(limit.current).toBeGreaterThanOrEqual(options.min);
        expect(limit.current).toBeLessThanOrEqual(options.max);
      }
    }),
  );
});

test('latency over the target lowers the limit below the load; latency under it raises the limit', () => {
  const limit = new AdaptiveLimit(options);
  limit.observe(20, 100, 200);
  expect(limit.current).toBeLessThan(200);
  const lowered = limit.current;
  limit.observe(5, 100, 200);
  expect(limit.current).toBeGreaterThan(lowered);
});

test('one observation removes less than a third, and the least limit stays', () => {
  const limit = new AdaptiveLimit(options);
  limit.observe(10_000, 1000, 1000);
  expect(limit.current).toBeCloseTo(700);
  limit.observe(10_000, 1000, options.min);
  expect(limit.current).toBe(options.min);
});

test('latency with few requests in flight has another cause and changes nothing', () => {
  const limit = new AdaptiveLimit(options);
  limit.observe(500, 100, 7);
  expect(limit.current).toBe(options.max);
});
