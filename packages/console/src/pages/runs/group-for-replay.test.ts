import { expect, test } from 'vitest';
import { groupForReplay } from './group-for-replay.ts';

test('runs are replayed by integration and state, so that no other pair is', () => {
  const run = (
    activity: string,
    integration: string,
    activity_state: 'complete' | 'pending' = 'complete',
  ) => ({
    activity,
    integration,
    activity_state,
  });
  expect(
    groupForReplay([run('a', 'i'), run('b', 'j'), run('a', 'i'), run('c', 'i'), run('a', 'i', 'pending')]),
  ).toEqual([
    { activities: ['a', 'c'], state: 'complete', integrations: ['i'] },
    { activities: ['b'], state: 'complete', integrations: ['j'] },
    { activities: ['a'], state: 'pending', integrations: ['i'] },
  ]);
  expect(groupForReplay([])).toEqual([]);
});
