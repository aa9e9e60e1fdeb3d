import { errorAnswer, valueAnswer } from './host-answer.ts';
import type { HostAnswer } from './host-answer.ts';
import { encodeResponse } from './encode-response.ts';
import type { HostFunctions, Print, Redirect, VisibleError } from './host.ts';
import type { CallLimits } from './limits.ts';

/** The arguments of one call, by name; an argument that the script left out is not there. */
export type HostArguments = Readonly<Record<string, string>>;

/** What a host function is given besides its arguments. */
interface CallContext {
  /** Aborted when the run has ended and the answer is not needed. */
  readonly signal: AbortSignal;
  readonly print: Print;
}

/** One function that scripts can call outside their slot. */
export interface HostFunction {
  /** Whether another script may use the processor while this one waits. */
  readonly isSlow: boolean;
  /** Whether a slot that holds the storage may make the call without waiting for an answer. */
  readonly isPosted?: boolean;
  /** The limit of a run that each call counts against. */
  readonly countsAgainst: keyof CallLimits;
  /** The arguments it takes, and how many characters each may have. The guest checks first; the parent checks again. */
  readonly maxLengths: Readonly<Record<string, number>>;
  /** Finds what is wrong with arguments of acceptable lengths, which only a dishonest slot sends. */
  readonly findMistake?: (args: HostArguments) => string | undefined;
  readonly call: (host: HostFunctions, args: HostArguments, context: CallContext) => Promise<HostAnswer>;
}

/** The functions that scripts can call outside their slot: all of them. A security review begins with this table. */
const HOST_FUNCTIONS: { readonly [N in keyof HostFunctions]: HostFunction } = {
  fetch: {
    isSlow: true,
    countsAgainst: 'fetches',
    maxLengths: { method: 32, url: 8_192, headers: 64 * 1024, redirect: 8, body: 10 * 1024 * 1024 },
    findMistake: findMistakeOfFetch,
    async call(host, { method = 'GET', url = '', headers = '[]', redirect, body }, { signal, print }) {
      const pairs = JSON.parse(headers) as [string, string][];
      const request = { method, url, headers: pairs, body, redirect: redirect as Redirect };
      const reply = await host.fetch(request, signal, print);
      return reply.ok ? ['v', encodeResponse(reply)] : errorAnswer(reply.error);
    },
  },
  storageGet: {
    isSlow: false,
    countsAgainst: 'storageCalls',
    maxLengths: { key: 512 },
    call: async (host, { key = '' }) => valueAnswer(await host.storageGet(key)),
  },
  storageSet: {
    isSlow: false,
    isPosted: true,
    countsAgainst: 'storageCalls',
    maxLengths: { key: 512, json: 64 * 1024 },
    async call(host, { key = '', json = 'null' }) {
      const refusal = await host.storageSet(key, json);
      return refusal === undefined ? ['u'] : errorAnswer(refusal.error);
    },
  },
  storageRemove: {
    isSlow: false,
    isPosted: true,
    countsAgainst: 'storageCalls',
    maxLengths: { key: 512 },
    call: async (host, { key = '' }) => valueAnswer(await host.storageRemove(key)),
  },
  storageClear: {
    isSlow: false,
    isPosted: true,
    countsAgainst: 'storageCalls',
    maxLengths: {},
    call: async (host) => valueAnswer(await host.storageClear()),
  },
};

/** Gives the host function of a name that came from a slot. */
export function findHostFunction(name: string): HostFunction | undefined {
  return Object.hasOwn(HOST_FUNCTIONS, name) ? HOST_FUNCTIONS[name as keyof HostFunctions] : undefined;
}

/** How long an argument of a host function may be; 0 for one that does not exist. */
export function maxLengthOf(hostFunction: HostFunction | undefined, argument: string): number {
  const lengths = hostFunction?.maxLengths ?? {};
  return Object.hasOwn(lengths, argument) ? (lengths[argument] ?? 0) : 0;
}

/** How long an argument of a host function may be. */
export function argumentLimit(name: keyof HostFunctions, argument: string): number {
  return maxLengthOf(HOST_FUNCTIONS[name], argument);
}

/** Finds why a call cannot be made. The guest has checked the same before, so only a dishonest slot gets a refusal. */
export function refuseArguments(name: string, args: HostArguments): VisibleError | undefined {
  const hostFunction = findHostFunction(name);
  const tooLong = Object.entries(args).find(([key, text]) => text.length > maxLengthOf(hostFunction, key));
  if (tooLong !== undefined) return { name: 'RangeError', message: `${name}: ${tooLong[0]} is too long` };
  const mistake = hostFunction?.findMistake?.(args);
  return mistake === undefined ? undefined : { name: 'TypeError', message: `${name}: ${mistake}` };
}

const REDIRECTS = new Set(['follow', 'manual', 'error'] satisfies Redirect[] as string[]);

function findMistakeOfFetch({
  method = '',
  headers = '[]',
  redirect = '',
}: HostArguments): string | undefined {
  if (!arePairs(headers)) return 'the headers are malformed';
  if (!REDIRECTS.has(redirect)) return 'redirect must be follow, manual or error';
  return /^[A-Za-z]+$/.test(method) ? undefined : 'the method must be letters only';
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
