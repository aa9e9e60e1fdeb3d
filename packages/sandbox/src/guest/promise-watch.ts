import { MAX_STACK } from './describe-error.ts';
import { inspectErrorParts } from './inspect.ts';
import {
  attempt,
  define,
  defineHidden,
  defineProperty,
  errorText,
  ErrorType,
  PromisePrototype,
  PromiseType,
  promiseThen,
  setAdd,
  setDelete,
  SetType,
  setSize,
  slice,
  stringifyJson,
  toText,
} from './primordials.ts';

/** So many promises are remembered; of more, a script gets the latest named. */
const MAX_PROMISES = 1_000;

/** What the slot asks once a script is over. */
export type WatchQuestion = 'begin' | 'count' | 'last error';

/**
 * Watches a script that has promises, for what only the engine knows otherwise. It answers: to `begin`, how many
 * promises the script waited for; to `count`, asked when promise jobs have run since, how many of these are not
 * settled; to `last error`, the error whose stack was read last: of a rejection only its stack leaves the isolate.
 */
export function watchPromises(): (question: WatchQuestion) => number | string | undefined {
  const awaited = rememberAwaited();
  const lastError = rememberErrors();
  let unsettled = 0;
  return (question) => {
    if (question === 'last error') return lastError();
    if (question === 'count') return unsettled;
    const promises = awaited();
    for (let i = 0; i < promises.length; i += 1) {
      const settled = () => {
        unsettled -= 1;
      };
      const isWatched = attempt(() => promiseThen(promises[i] as Promise<unknown>, settled, settled));
      if (isWatched !== undefined) unsettled += 1;
    }
    return promises.length;
  };
}

/** `await`, `then` and their like ask a promise for its constructor, and nothing else does as a rule. */
function rememberAwaited(): () => readonly object[] {
  const known = new SetType<object>();
  const latest: object[] = [];
  let next = 0;
  const constructorProperty = {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get(this: object): unknown {
      const sizeBefore = setSize(known);
      if (this !== PromisePrototype) setAdd(known, this);
      if (setSize(known) === sizeBefore) return PromiseType;
      const oldest = latest[next];
      if (oldest !== undefined) setDelete(known, oldest);
      define(latest, next, this);
      next = (next + 1) % MAX_PROMISES;
      return PromiseType;
    },
    set(this: object, value: unknown): void {
      define(this, 'constructor', value);
    },
  };
  defineProperty(PromisePrototype, 'constructor', constructorProperty as PropertyDescriptor);
  return () => latest;
}

/** Writes stacks as the engine does, and remembers whose was the last. */
function rememberErrors(): () => string | undefined {
  let last: { readonly error: object; readonly stack: string } | undefined;
  const prepareStackTrace = (error: object, frames: readonly unknown[]): string => {
    let stack = attempt(() => errorText(error)) ?? '<error>';
    for (let i = 0; i < frames.length; i += 1) stack += `\n    at ${toText(frames[i])}`;
    last = { error, stack };
    return stack;
  };
  defineHidden(ErrorType, 'prepareStackTrace', prepareStackTrace);
  return () => {
    if (last === undefined) return undefined;
    const { error, stack } = last;
    const parts = inspectErrorParts(error);
    return stringifyJson({ __proto__: null, stack: slice(stack, 0, MAX_STACK), parts });
  };
}
