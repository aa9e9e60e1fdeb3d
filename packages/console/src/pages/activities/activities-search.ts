import { defineSearch, listOf, oneOf, text } from '../../search.ts';
import { activityStates } from '../../words.ts';

export const results = ['success', 'failure'] as const;

/** The filters of the list of activities. */
export const activitiesSearch = defineSearch({
  type: listOf(),
  state: listOf(activityStates),
  result: listOf(results),
  environment: text,
});

export type ActivitiesSearch = ReturnType<typeof activitiesSearch>;

const activityTabs = ['happened', 'payload'] as const;

/** Which state of an activity is shown, and which part of it. */
export const activitySearch = defineSearch({ state: oneOf(activityStates), tab: oneOf(activityTabs) });

export type ActivitySearch = ReturnType<typeof activitySearch>;
