import { expect, test } from 'vitest';
import { describeFired } from './describe-fired.ts';

test.each([
  [{ ran: 3, failed: 1, pending: 0, skipped: 2 }, '3 ran · 1 failed · 2 skipped'],
  [{ ran: 0, failed: 0, pending: 1, skipped: 0 }, '1 pending'],
  [{ ran: 0, failed: 0, pending: 0, skipped: 1200 }, 'nothing · 1,200 skipped'],
  [{ ran: 0, failed: 0, pending: 0, skipped: 0 }, 'nothing'],
])('%j', (counts, text) => {
  expect(describeFired({ activity: 'a', state: 'complete', ...counts })).toBe(text);
});
