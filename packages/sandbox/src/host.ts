import {
  MAX_BODY,
  MAX_HEADERS,
  MAX_METHOD,
  MAX_REDIRECT,
  MAX_STORAGE_KEY,
  MAX_STORAGE_VALUE,
  MAX_URL,
} from './host-limits.ts';
import type { OutputLine } from './output.ts';

/** A request a script wants to make. */
export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  /** What becomes of a redirect; `manual` hands it back as the response. */
  readonly redirect: Redirect;
}

type Redirect = 'follow' | 'manual' | 'error';

/** An error that a script may see, catch and print. */
export interface VisibleError {
  readonly name: string;
  readonly message: string;
}

/** The answer to a request: a response, or the error that the script's `fetch` throws. */
export type FetchReply =
  | {
      readonly ok: true;
      readonly status: number;
      readonly statusText: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: string;
    }
  | { readonly ok: false; readonly error: VisibleError };

/** A host function's "no": the script gets it as an Error. */
export interface HostRefusal {
  readonly error: VisibleError;
}

/** Adds a line to a run's output. */
export type Print = (text: string) => void;

/**
 * The asynchronous half of everything a script can call. A refusal is a value and becomes an Error in the script; a
 * host function that throws or rejects has failed itself, and then the run ends with a `HostFault`.
 */
export interface HostFunctions {
  /** `print` adds a line to the run's output, at the place that it has among what the script prints. */
  fetch(request: FetchRequest, signal: AbortSignal, print: Print): Promise<FetchReply>;
  /** Gives the JSON text of a value. */
  storageGet(key: string): Promise<string | undefined>;
  storageSet(key: string, json: string): Promise<HostRefusal | undefined>;
  storageRemove(key: string): Promise<void>;
  storageClear(): Promise<void>;
  /** Hears the lines of the beginning as they are printed, which are kept for sure; of a flood no more than these. */
  output?(line: OutputLine): void;
}

/** What goes back into the slot: a value, nothing, or an error for the script. */
export type HostAnswer = readonly ['v', string] | readonly ['u'] | readonly ['x', string];

interface HostFunction {
  /** Whether another script may use the processor while this one waits. */
  readonly isSlow: boolean;
  readonly call: (
    host: HostFunctions,
    args: readonly string[],
    signal: AbortSignal,
    print: Print,
  ) => Promise<HostAnswer>;
}

/** Everything a script can call outside its slot. A security review begins and ends with this table. */
export const HOST_FUNCTIONS: Readonly<Record<string, HostFunction>> = {
  fetch: {
    isSlow: true,
    call: async (host, [method = 'GET', url = '', headers = '[]', redirect, body], signal, print) => {
      const pairs = JSON.parse(headers) as [string, string][];
      const request = { method, url, headers: pairs, body, redirect: redirect as Redirect };
      return fetchAnswer(await host.fetch(request, signal, print));
    },
  },
  storageGet: {
    isSlow: false,
    call: async (host, [key = '']) => valueAnswer(await host.storageGet(key)),
  },
  storageSet: {
    isSlow: false,
    call: async (host, [key = '', json = 'null']) => {
      const refusal = await host.storageSet(key, json);
      return refusal === undefined ? ['u'] : errorAnswer(refusal.error);
    },
  },
  storageRemove: {
    isSlow: false,
    call: async (host, [key = '']) => valueAnswer(await host.storageRemove(key)),
  },
  storageClear: {
    isSlow: false,
    call: async (host) => valueAnswer(await host.storageClear()),
  },
};

const MAX_LENGTHS: Readonly<Record<string, readonly number[]>> = {
  fetch: [MAX_METHOD, MAX_URL, MAX_HEADERS, MAX_REDIRECT, MAX_BODY],
  storageGet: [MAX_STORAGE_KEY],
  storageSet: [MAX_STORAGE_KEY, MAX_STORAGE_VALUE],
  storageRemove: [MAX_STORAGE_KEY],
  storageClear: [],
};

const REDIRECTS = new Set(['follow', 'manual', 'error'] satisfies Redirect[] as string[]);

/** The guest has checked all this before; a slot that sends such arguments all the same gets a refusal. */
export function refuseArguments(name: string, args: readonly string[]): HostAnswer | undefined {
  const limits = MAX_LENGTHS[name] ?? [];
  const isTooLong = args.some((arg, i) => arg.length > (limits[i] ?? 0));
  if (isTooLong) return errorAnswer({ name: 'RangeError', message: `${name}: an argument is too long` });
  const isBadMethod = name === 'fetch' && !/^[A-Za-z]+$/.test(args[0] ?? '');
  if (name === 'fetch' && !arePairs(args[2] ?? '[]')) {
    return errorAnswer({ name: 'TypeError', message: 'fetch: the headers are malformed' });
  }
  if (name === 'fetch' && !REDIRECTS.has(args[3] ?? '')) {
    return errorAnswer({ name: 'TypeError', message: 'fetch: redirect must be follow, manual or error' });
  }
  if (!isBadMethod) return undefined;
  return errorAnswer({ name: 'TypeError', message: 'fetch: the method must be letters only' });
}

function arePairs(json: string): boolean {
  try {
    const pairs: unknown = JSON.parse(json);
    const isPair = (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === 'string');
    return Array.isArray(pairs) && pairs.every(isPair);
  } catch {
    return false;
  }
}

/** Makes the answer that a script gets as a thrown error. */
export function errorAnswer({ name, message }: VisibleError): HostAnswer {
  return ['x', JSON.stringify({ name, message })];
}

function valueAnswer(value: string | undefined | void): HostAnswer {
  return typeof value === 'string' ? ['v', value] : ['u'];
}

/** A response travels as its head, one line of JSON, and its body as it is. */
function fetchAnswer(reply: FetchReply): HostAnswer {
  if (!reply.ok) return errorAnswer(reply.error);
  const { status, statusText, headers, body } = reply;
  return ['v', `${JSON.stringify({ status, statusText, headers })}\n${body}`];
}

/** A host function failed by itself: nothing is known about the script, and the run should be tried again. */
export class HostFault extends Error {
  override readonly name = 'HostFault';
  readonly hostFunction: string;

  constructor(hostFunction: string, cause: unknown) {
    super(`host function ${hostFunction} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.hostFunction = hostFunction;
  }
}
