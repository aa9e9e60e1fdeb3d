import { expect, test } from 'vitest';
import { CallBudget } from './call-budget.ts';

test('a call counts against its own kind alone, and a refused call is not counted', () => {
  const budget = new CallBudget({ fetches: 1, storageCalls: 1, otherCalls: 2 });
  expect(budget.spend('fetches')).toBeUndefined();
  expect(budget.spend('fetches')).toEqual({
    name: 'Error',
    message: 'fetch failed: a run may make 1 requests',
  });
  expect(budget.spend('otherCalls')).toBeUndefined();
  expect(budget.spend('otherCalls')).toBeUndefined();
  expect(budget.spend('storageCalls')).toBeUndefined();
  expect(budget.used('fetches')).toBe(1);
});
