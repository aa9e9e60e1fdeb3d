import { isObject } from '@upshot/shared/json-object';

export type Properties = Readonly<Record<string, unknown>>;

/** Puts the changes into the base, object by object. Keys keep the order of the base; new ones follow it. */
export function mergeProperties(base: Properties, changes: Properties): Properties {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(changes)) {
    const former = merged.get(key);
    merged.set(key, isObject(former) && isObject(value) ? mergeProperties(former, value) : value);
  }
  return Object.fromEntries(merged);
}

/** Adds what the given properties lack, object by object. Keys keep the order in which they were given. */
export function completeProperties(given: Properties, defaults: Properties): Properties {
  return mergeProperties(given, mergeProperties(defaults, given));
}
