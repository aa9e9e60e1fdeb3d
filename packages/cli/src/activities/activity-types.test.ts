import { eventTypeNames } from '@upshot/event-types/catalogue';
import { expect, it } from 'vitest';
import { activityTypes } from './activity-types.ts';

/** The command line has the names alone, since the whole catalogue would slow down every start. */
it('the command line knows exactly the types of the catalogue', () => {
  expect(activityTypes.toSorted()).toEqual(eventTypeNames);
});
