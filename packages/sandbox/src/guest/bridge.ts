import { append, apply, ownKeys, parseJson, RangeErrorType, slice } from './primordials.ts';
import { makeError } from './make-error.ts';

/** The functions of the slot that the guest may call. They take and give strings (and numbers), and never throw. */
export interface Bridge {
  /** The raw JSON text of `activity`, `project` or `variables`. */
  readonly input: (name: string) => string;
  /** Prints a line; the last argument is how many characters at its end were cut off. */
  readonly print: (level: string, text: string, omittedCharacters: number) => void;
  /** How many characters an argument of a host function may have. */
  readonly maxLength: (hostFunction: string, argument: string) => number;
  /**
   * A host call with its arguments as name, value, name, value… The first character of the answer says what follows:
   * `v` a value, `u` nothing, `x` an error as JSON.
   */
  readonly call: (hostFunction: string, ...namesAndValues: string[]) => string;
  /** Asks the slot for something of its own platform. */
  readonly platform: (operation: string, ...texts: string[]) => string;
  /** The end of the script's body: `undefined` when it returned, else the error as JSON. */
  readonly finish: (errorJson: string | undefined) => void;
}

/**
 * What the guest takes from the slot's platform, since an isolate has only the language. One function of the bridge is
 * for all: each costs every run some time.
 */
export interface Platform {
  /** Begins an HMAC and gives its number. */
  hmacCreate(algorithm: string, key: string): string;
  hmacUpdate(id: string, data: string): string;
  hmacDigest(id: string, encoding: string): string;
  /** The parts of a URL as JSON; `''` when it is invalid. */
  urlParse(url: string, base?: string): string;
  /** The parts of a URL one of which was assigned, as JSON; `''` when it became invalid. */
  urlSet(href: string, part: string, value: string): string;
  /** The pairs of a form (`application/x-www-form-urlencoded`) as JSON. */
  formParse(text: string): string;
  formWrite(pairsJson: string): string;
  /** The name of the encoding with a label; `''` for an unknown one. */
  encodingName(label: string): string;
  /**
   * The text of bytes, given one character each, behind a `v`; `''` when they are not of the encoding. The traits are
   * the words `fatal` and `ignoreBOM`, and `more` when further bytes of the stream follow.
   */
  decode(encoding: string, traits: string, stream: string, bytes: string): string;
}

/** Calls an operation of the platform. */
export function callPlatform<N extends keyof Platform>(
  bridge: Bridge,
  operation: N,
  ...texts: Parameters<Platform[N]>
): string {
  const list: unknown[] = [bridge.platform, operation];
  for (let i = 0; i < texts.length; i += 1) append(list, texts[i]);
  return apply(reach, undefined, list as [Bridge['platform'], string]);
}

/** Calls a bridge function. The only way it can throw is a full stack, and that becomes an error of this realm. */
export function reach<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): R {
  try {
    return apply(fn, undefined, args);
  } catch {
    throw new RangeErrorType('Maximum call stack size exceeded');
  }
}

/** The arguments of a host call, by name; those that are `undefined` are left out. */
export type CallArguments = Readonly<Record<string, string | undefined>>;

/** Makes a host call and waits for its answer; throws the error that the host answered with. */
export function callHost(bridge: Bridge, name: string, args: CallArguments): string | undefined {
  const answer = apply(reach, undefined, withArguments(bridge, name, args)) as string;
  const kind = answer[0];
  if (kind === 'v') return slice(answer, 1);
  if (kind === 'u') return undefined;
  const error = parseJson(slice(answer, 1)) as { name: string; message: string };
  throw makeError(error.name, error.message, callHost);
}

/** What `reach` takes for the call. A text that is too long for the host does not leave the isolate. */
function withArguments(bridge: Bridge, name: string, args: CallArguments): [Bridge['call'], ...string[]] {
  const list: [Bridge['call'], ...string[]] = [bridge.call, name];
  const names = ownKeys(args);
  for (let i = 0; i < names.length; i += 1) {
    const argument = names[i] as string;
    const text = args[argument];
    if (text === undefined) continue;
    const limit = reach(bridge.maxLength, name, argument);
    if (text.length > limit) {
      throw makeError('RangeError', `${name}: ${argument} may have ${limit} characters`, callHost);
    }
    append(list, argument);
    append(list, text);
  }
  return list;
}
