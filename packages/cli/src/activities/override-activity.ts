import { newId } from '@upshot/shared/id';
import { parseExactly } from '@upshot/shared/exact-json';
import { setProperties } from '../input/set-properties.ts';

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
