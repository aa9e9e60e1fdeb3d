import { apply, parseJson, RangeErrorType, slice } from './primordials.ts';
import { makeError } from './make-error.ts';

/** The functions of the slot that the guest may call. They take and give strings (and numbers), and never throw. */
export interface Bridge {
  /** The raw JSON text of `activity`, `project` or `variables`. */
  readonly input: (name: string) => string;
  readonly print: (level: string, text: string) => void;
  /** A host call; the answer's first character says what follows: `v` a value, `u` nothing, `x` an error as JSON. */
  readonly call: (name: string, a?: string, b?: string, c?: string, d?: string, e?: string) => string;
  readonly hmacCreate: (algorithm: string, key: string) => number;
  readonly hmacUpdate: (id: number, data: string) => void;
  readonly hmacDigest: (id: number, encoding: string) => string;
  /** The end of the script's body: `undefined` when it returned, else the error as JSON. */
  readonly finish: (errorJson: string | undefined) => void;
}

/** Calls a bridge function. The only way it can throw is a full stack, and that becomes an error of this realm. */
export function reach<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): R {
  try {
    return apply(fn, undefined, args);
  } catch {
    throw new RangeErrorType('Maximum call stack size exceeded');
  }
}

/** Makes a host call and waits for its answer; throws the error that the host answered with. */
export function callHost(
  bridge: Bridge,
  name: string,
  a?: string,
  b?: string,
  c?: string,
  d?: string,
  e?: string,
): string | undefined {
  const answer = reach(bridge.call, name, a, b, c, d, e);
  const kind = answer[0];
  if (kind === 'v') return slice(answer, 1);
  if (kind === 'u') return undefined;
  const error = parseJson(slice(answer, 1)) as { name: string; message: string };
  throw makeError(error.name, error.message, callHost);
}
