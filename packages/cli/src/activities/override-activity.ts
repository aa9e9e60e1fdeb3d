import { newId } from '@upshot/shared/id';
import { toServerDate } from '../input/parse-option.ts';
import { setProperties } from '../input/set-properties.ts';
import { parseExactly } from './read-activities.ts';

/** What `activity:send` changes about an activity before it is sent. */
export interface Overrides {
  readonly type?: string;
  readonly environment?: readonly string[];
  readonly state?: string;
  readonly result?: string;
  readonly newId?: true;
  readonly set?: readonly string[];
}

/** Returns the activity's JSON text with the overrides in it: without any, the very same text. */
export function overrideActivity(text: string, overrides: Overrides): string {
  const { type, environment, state, result, set = [] } = overrides;
  const id = overrides.newId === true ? newId() : undefined;
  const changes = Object.entries({ id, type, environments: environment, state, result }).filter(
    ([, value]) => value,
  );
  if (changes.length === 0 && set.length === 0) return text;
  const activity = parseExactly(text) as object;
  Object.assign(activity, Object.fromEntries(changes));
  setProperties(activity, set);
  return JSON.stringify(activity);
}

/** Makes the smallest complete activity of a type, for trying out. */
export function makeActivity(type: string): string {
  const now = toServerDate(new Date());
  return JSON.stringify({
    id: newId(),
    type,
    created_at: now,
    updated_at: now,
    started_at: now,
    completed_at: now,
    state: 'complete',
    result: 'success',
    completion_percent: 100,
    environments: [],
    parameters: {},
    timings: {},
    payload: {},
    description: null,
    text: null,
    log: null,
  });
}
