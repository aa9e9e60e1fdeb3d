import type { Activity } from '../../api/entities.generated.ts';
import { words } from '../../words.ts';
import type { Tone } from '../../parts/badge.tsx';

/** What producers usually give of an activity. */
export interface ActivityFields {
  readonly text: string;
  readonly environments: readonly string[];
  readonly result: string | undefined;
  readonly createdAt: string | undefined;
}

/** Reads an activity, which a producer may have filled with anything. Its `description` is HTML, and is not read. */
export function readActivity({ text, environments, result, created_at }: Activity): ActivityFields {
  return {
    text: typeof text === 'string' ? text : '',
    environments: Array.isArray(environments) ? environments.map(String) : [],
    result: typeof result === 'string' ? result : undefined,
    createdAt: typeof created_at === 'string' ? created_at : undefined,
  };
}

/** State and result as one word. */
export function describeState({ state }: Activity, result: string | undefined): readonly [Tone, string] {
  if (state === 'complete' && result === 'failure') return ['bad', 'failure'];
  if (state === 'complete') return ['good', result ?? words.states.complete];
  if (state === 'in_progress' || state === 'pending') return ['busy', words.states[state]];
  return ['quiet', words.states[state]];
}
