import { expect, test } from 'vitest';
import { createFlushTimeEstimator } from './flush-time-estimator.ts';

const estimator = () => createFlushTimeEstimator({ weight: 10, tookMs: 10, minMsPerWeight: 0.01 });

test('a commit takes time, whatever is in it, until something heavier was seen', () => {
  const estimate = estimator();
  for (let n = 0; n < 50; n++) estimate.learn(2, 40);
  expect(estimate.predict(2)).toBeCloseTo(40, 0);
  expect(estimate.predict(100)).toBeLessThan(60);
});

test('the fixed part and the part by weight are told apart', () => {
  const estimate = estimator();
  for (const weight of [10, 50, 100, 20, 80, 30, 60, 90, 10, 100]) estimate.learn(weight, 5 + weight / 2);
  expect(estimate.share(100)).toBeGreaterThan(40);
  expect(estimate.share(100)).toBeLessThan(55);
  expect(estimate.predict(200)).toBeGreaterThan(85);
});

test('a ledger that becomes slower is noticed, and one that recovers as well', () => {
  const estimate = estimator();
  for (let n = 0; n < 30; n++) estimate.learn(10 + (n % 5) * 20, (10 + (n % 5) * 20) * 4);
  expect(estimate.share(50)).toBeGreaterThan(150);
  for (let n = 0; n < 20; n++) estimate.learn(10 + (n % 5) * 20, (10 + (n % 5) * 20) / 10);
  expect(estimate.share(50)).toBeLessThan(20);
});

test('a stall of minutes is forgotten after a few batches', () => {
  const estimate = estimator();
  estimate.learn(500, 120_000);
  for (let n = 0; n < 15; n++) estimate.learn(10, 5);
  expect(estimate.predict(10)).toBeLessThan(20);
  expect(estimate.share(100)).toBeLessThan(60);
});

test('nothing is free, whatever was measured', () => {
  const estimate = estimator();
  for (const weight of [10, 50, 100, 20]) estimate.learn(weight, 0);
  expect(estimate.share(1000)).toBeGreaterThanOrEqual(10);
  for (const weight of [10, 50, 100, 20]) estimate.learn(weight, 100 - weight);
  expect(estimate.share(1000)).toBeGreaterThanOrEqual(10);
});
