import { defineSearch, listOf, oneOf, text } from '../../search.ts';
import { outcomes } from '../../words.ts';

/** The filters of the list of runs. */
export const runsSearch = defineSearch({
  outcome: listOf(outcomes),
  integration: text,
  activity: text,
  replay: text,
});

export type RunsSearch = ReturnType<typeof runsSearch>;

/** Which part of a run is shown. */
export const runSearch = defineSearch({ tab: oneOf(['output', 'requests', 'attempts']), find: text });
