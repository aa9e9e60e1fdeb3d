import { describe, expect, it } from 'vitest';
import type { ActivityFacts } from './activity.ts';
import { findSkipReason, type ActivityFilter } from './integration.ts';

const push: ActivityFacts = {
  id: 'a',
  type: 'environment.push',
  state: 'complete',
  result: 'success',
  environments: ['main'],
};

function unread(): never {
  throw new Error('only conditions need the document');
}

const anyComplete: ActivityFilter = {
  events: ['*'],
  states: ['complete'],
  environments: ['*'],
  excluded_environments: [],
  result: '*',
  condition: null,
};

function skippedBy(filter: Partial<ActivityFilter>, activity: Partial<ActivityFacts> = {}) {
  return findSkipReason({ ...anyComplete, ...filter }, { ...push, ...activity }, unread)?.field;
}

describe('an integration', () => {
  it('that is paused skips what it would have answered, and names any other reason first', () => {
    const pause = { at: '2026-01-31T12:00:05.123', reason: 'the receiver answered 410 Gone' };
    expect(findSkipReason({ ...anyComplete, pause }, push, unread)).toEqual({
      field: 'paused',
      message: 'paused since 2026-01-31 12:00:05 UTC because the receiver answered 410 Gone',
    });
    const silent = { ...anyComplete, pause: { ...pause, reason: null } };
    expect(findSkipReason(silent, push, unread)?.message).toBe('paused since 2026-01-31 12:00:05 UTC');
    expect(findSkipReason(silent, { ...push, state: 'pending' }, unread)?.field).toBe('states');
    expect(findSkipReason({ ...anyComplete, pause: null }, push, unread)).toBeUndefined();
  });

  it('takes exact names, "*" and globs', () => {
    expect(skippedBy({ events: ['environment.push'] })).toBeUndefined();
    expect(skippedBy({ events: ['environment.*'] })).toBeUndefined();
    expect(skippedBy({ events: ['project.*'] })).toBe('events');
    expect(skippedBy({ states: ['*'] }, { state: 'pending' })).toBeUndefined();
  });

  it('includes an activity when one of its environments is included', () => {
    expect(skippedBy({ environments: ['main'] }, { environments: ['dev', 'main'] })).toBeUndefined();
    expect(skippedBy({ environments: ['main'] }, { environments: ['dev'] })).toBe('environments');
  });

  it('excludes an activity when all of its environments are excluded', () => {
    expect(skippedBy({ excluded_environments: ['main'] })).toBe('excluded_environments');
    expect(skippedBy({ excluded_environments: ['main'] }, { environments: ['main', 'dev'] })).toBeUndefined();
  });

  it('takes activities of the project as a whole only with the pattern "*"', () => {
    expect(skippedBy({ environments: ['*'] }, { environments: [] })).toBeUndefined();
    expect(skippedBy({ environments: ['main'] }, { environments: [] })).toBe('environments');
    expect(skippedBy({ excluded_environments: ['*'] }, { environments: [] })).toBeUndefined();
  });

  it('takes failures only where something has failed', () => {
    expect(skippedBy({ result: 'success' }, { result: 'failure' })).toBe('result');
    for (const state of ['pending', 'in_progress', 'complete', 'cancelled'] as const) {
      expect(skippedBy({ result: 'failure', states: ['*'] }, { result: null, state })).toBe('result');
      expect(skippedBy({ result: '*', states: ['*'] }, { result: null, state })).toBeUndefined();
    }
  });

  it('takes what has no result as a success, unless it was cancelled', () => {
    for (const state of ['pending', 'in_progress', 'complete'] as const)
      expect(skippedBy({ result: 'success', states: ['*'] }, { result: null, state })).toBeUndefined();
    expect(skippedBy({ result: 'success', states: ['*'] }, { result: null, state: 'cancelled' })).toBe(
      'result',
    );
  });

  it('is never fired through "*" by the activities of integrations, so that nothing can loop', () => {
    const run = { type: 'integration.webhook' };
    expect(skippedBy({ events: ['*'] }, run)).toBe('events');
    expect(skippedBy({ events: ['*.webhook'] }, run)).toBe('events');
    expect(skippedBy({ events: ['integration.*'] }, run)).toBeUndefined();
  });

  it('says why it was skipped', () => {
    expect(findSkipReason({ ...anyComplete, events: ['project.*'] }, push, unread)).toEqual({
      field: 'events',
      message: 'type "environment.push" is not in events ["project.*"]',
    });
  });
});
