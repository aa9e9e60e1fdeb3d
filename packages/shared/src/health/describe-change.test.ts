import { expect, test } from 'vitest';
import { describeChange, describeInOneLine } from './describe-change.ts';
import type { HealthChange } from './change.ts';
import { toHealthEvent } from './event.ts';

const failing: HealthChange = {
  id: 'c1',
  project: 'shop',
  subject: 'integration:abc',
  kind: 'integration',
  status: 'bad',
  at: '2026-01-31T12:00:05.000Z',
  since: '2026-01-31T12:00:00.000Z',
  integration: { id: 'abc', type: 'script' },
  failures: 3,
  lastError: 'failed: Error: boom\r\nBcc: list@example.org\u2028\0\u001b[31m',
};

test('a change says what is wrong, since when, the last error and what to type next', () => {
  expect(describeChange(failing)).toEqual({
    severity: 'critical',
    summary: 'script integration abc has failed 3 times in a row',
    since: '2026-01-31 12:00:00 UTC',
    lastError: 'failed: Error: boom Bcc: list@example.org [31m',
    next: 'upshot integration:activities abc -p shop',
  });
});

test('a change names the integration that has a name', () => {
  const named = { ...failing, integration: { id: 'abc', name: 'notify-slack', type: 'script' } };
  expect(describeChange(named).summary).toBe(
    'script integration notify-slack (abc) has failed 3 times in a row',
  );
});

test('a pause says why, and how to resume; its end says so', () => {
  const { failures: _failures, lastError: _lastError, ...rest } = failing;
  const paused = { ...rest, subject: 'paused:abc', pausedReason: 'the receiver answered 410 Gone' };
  expect(describeChange(paused)).toMatchObject({
    severity: 'critical',
    summary: 'script integration abc was paused: the receiver answered 410 Gone',
    next: 'fix its receiver, then: upshot integration:resume abc --recover -p shop',
  });
  expect(describeChange({ ...rest, status: 'ok', isResumed: true }).summary).toBe(
    'script integration abc was resumed',
  );
});

test('no text of a change has a second line, nor more than it may', () => {
  const line = describeInOneLine({ ...failing, lastError: `${'x'.repeat(595)}😀😀😀😀` }, 500);
  expect(line).toHaveLength(500);
  expect(line.isWellFormed()).toBe(true);
  expect(describeInOneLine(failing)).not.toMatch(/\p{Cc}/u);
});

test.each([
  ['workers', 'bad', 'critical', /no worker takes up runs: one has been due for 3 min/],
  ['workers', 'ok', 'info', /workers take up runs again/],
  [
    'lanes',
    'bad',
    'warning',
    /script integration abc is behind: a run in lane abc\.1 has been due for 3 min/,
  ],
  ['lanes', 'ok', 'info', /script integration abc has caught up/],
  ['integration', 'ok', 'info', /script integration abc succeeds again/],
] as const)('%s %s is %s', (kind, status, severity, summary) => {
  const text = describeChange({ ...failing, kind, status, waitedMs: 180_000, lane: 'abc.1', lanes: 2 });
  expect(text.severity).toBe(severity);
  expect(text.summary).toMatch(summary);
});

test('the event has the fields of the original', () => {
  expect(toHealthEvent(failing)).toEqual({
    time: failing.at,
    origin: { project: 'shop', environment: null, service: 'upshot', instance: 'abc' },
    component: 'integration',
    subcomponent: 'abc',
    severity: 'critical',
    message: expect.stringContaining('has failed 3 times in a row') as string,
    metrics: { failures: 3 },
  });
});
