import { expect, test } from 'vitest';
import { readActivity } from './read-activity.ts';

const activity = { type: 'x.y', state: 'complete', environments: [] };

test.each(['.', '..'])('the id %j is refused, since every URL parser would remove it', (id) => {
  expect(readActivity({ ...activity, id }, 'p', '')).toMatchObject({ faults: [{ field: 'id' }] });
});

test.each(['...', 'a.b', '.a', 'a/b', 'a b', 'é'])('the id %j can be addressed', (id) => {
  expect(readActivity({ ...activity, id }, 'p', '')).toMatchObject({ facts: { id } });
});
