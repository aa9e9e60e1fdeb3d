import { describe, expect, it } from 'vitest';
import type { ActivityFacts } from './activity.ts';
import { defaultFilters, findSkipReason, type ActivityFilter } from './integration.ts';

const push: ActivityFacts = {
  id: 'a',
  type: 'environment.push',
  state: 'complete',
  result: 'success',
  environments: ['main'],
};

function skippedBy(filter: Partial<ActivityFilter>, activity: Partial<ActivityFacts> = {}) {
  return findSkipReason({ ...defaultFilters.webhook, ...filter }, { ...push, ...activity })?.field;
}

describe('an integration', () => {
  it('of type script fires by default on a push that is complete, and on nothing else', () => {
    expect(findSkipReason(defaultFilters.script, push)).toBeUndefined();
    expect(findSkipReason(defaultFilters.script, { ...push, type: 'environment.cron' })?.field).toBe(
      'events',
    );
    expect(findSkipReason(defaultFilters.script, { ...push, state: 'in_progress' })?.field).toBe('states');
  });

  it('that is paused skips what it would have answered, and names any other reason first', () => {
    const pause = { at: '2026-01-31T12:00:05.123', reason: 'the receiver answered 410 Gone' };
    expect(findSkipReason({ ...defaultFilters.webhook, pause }, push)).toEqual({
      field: 'paused',
      message: 'paused since 2026-01-31 12:00:05 UTC because the receiver answered 410 Gone',
    });
    const silent = { ...defaultFilters.webhook, pause: { ...pause, reason: null } };
    expect(findSkipReason(silent, push)?.message).toBe('paused since 2026-01-31 12:00:05 UTC');
    expect(findSkipReason(silent, { ...push, state: 'pending' })?.field).toBe('states');
    expect(findSkipReason({ ...defaultFilters.webhook, pause: null }, push)).toBeUndefined();
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

  it('looks at the result of finished activities only', () => {
    expect(skippedBy({ result: 'success' }, { result: 'failure' })).toBe('result');
    expect(
      skippedBy({ result: 'success', states: ['*'] }, { result: null, state: 'pending' }),
    ).toBeUndefined();
  });

  it('is never fired through "*" by the activities of integrations, so that nothing can loop', () => {
    const run = { type: 'integration.webhook' };
    expect(skippedBy({ events: ['*'] }, run)).toBe('events');
    expect(skippedBy({ events: ['*.webhook'] }, run)).toBe('events');
    expect(skippedBy({ events: ['integration.*'] }, run)).toBeUndefined();
  });

  it('says why it was skipped', () => {
    expect(findSkipReason({ ...defaultFilters.script, events: ['project.*'] }, push)).toEqual({
      field: 'events',
      message: 'type "environment.push" is not in events ["project.*"]',
    });
  });
});
