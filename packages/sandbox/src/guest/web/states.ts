import { makeError } from '../make-error.ts';
import { weakMapGet, weakMapSet, WeakMapType } from '../primordials.ts';

/** What the objects of one type hold, where no script can reach it. */
export interface States<T> {
  readonly add: (object: object, state: T) => void;
  /** Throws for an object of another type, as methods of web standards do. */
  readonly of: (object: object) => T;
}

/** Makes the states for the objects of a type. */
export function makeStates<T>(typeName: string): States<T> {
  const states = new WeakMapType<object, T>();
  const of = (object: object): T => {
    const state = weakMapGet(states, object);
    if (state === undefined) throw makeError('TypeError', `this is not a ${typeName}`, of);
    return state;
  };
  return { add: (object, state) => weakMapSet(states, object, state), of };
}
