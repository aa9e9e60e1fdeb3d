import { defineSearch, listOf, text } from '../../search.ts';
import { outcomes } from '../../words.ts';

export const eventKinds = ['run', 'activity', 'integration'] as const;

/** Which events are shown. */
export const liveSearch = defineSearch({
  event: listOf(eventKinds),
  outcome: listOf(outcomes),
  type: text,
  environment: text,
  find: text,
});

export type LiveSearch = ReturnType<typeof liveSearch>;
