import { expect, test } from 'vitest';
import { describeFilter } from './describe-filter.ts';

const all = { events: ['*'], states: ['*'], environments: ['*'], excluded_environments: [], result: '*' };

test.each([
  [all, 'Runs when anything in any state, on any environment.'],
  [
    { ...all, events: ['environment.push'], states: ['complete'], environments: ['main'], result: 'success' },
    'Runs when environment.push is complete with success, on main.',
  ],
  [
    { ...all, events: ['a', 'b', 'c'], excluded_environments: ['x', 'y'] },
    'Runs when a, b or c in any state, on any environment, but not on x or y.',
  ],
  [
    { ...all, condition: 'activity.payload.branch == "main"' },
    'Runs when anything in any state, on any environment, if activity.payload.branch == "main".',
  ],
  [{ ...all, environments: [] }, 'Runs when anything in any state, on nothing.'],
  [{}, undefined],
])('%j is described', (filter, sentence) => {
  expect(describeFilter(filter)).toBe(sentence);
});
