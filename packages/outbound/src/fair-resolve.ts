import { orAborted } from './deadline.ts';
import type { Resolve } from './resolve-host.ts';

/** How many names are resolved at once, in all and for one party. */
export interface ResolveLimits {
  readonly total: number;
  readonly each: number;
}

/** Resolves a name on behalf of a party, unless the signal aborts first: then it rejects with the signal's reason. */
export type PartyResolve = (host: string, party: string, signal: AbortSignal) => Promise<readonly string[]>;

interface Request {
  readonly host: string;
  readonly party: string;
  readonly answer: PromiseWithResolvers<readonly string[]>;
  /** How many wait for the answer; a request that nobody waits for is not begun. */
  askers: number;
}

/**
 * Bounds how many resolutions are under way; the others wait. The system's resolver cannot be told to give up, and keeps
 * a thread of Node's small pool for as long as a name server says nothing (half a minute, say), long after whoever asked
 * has gone. A script that asks for names of such a server must not get all the threads, which others need for their
 * names, and for decompression. Who asks for a name that the same party is waiting for already shares the answer.
 */
export function resolveFairly(resolve: Resolve, { total, each }: ResolveLimits): PartyResolve {
  const known = new Map<string, Request>();
  const waiting = new Set<Request>();
  const underWay = new Map<string, number>();
  let count = 0;

  function startWaiting(): void {
    for (const request of waiting) {
      if (count >= total) return;
      if ((underWay.get(request.party) ?? 0) < each) void start(request);
    }
  }

  async function start(request: Request): Promise<void> {
    const { host, party, answer } = request;
    waiting.delete(request);
    count += 1;
    underWay.set(party, (underWay.get(party) ?? 0) + 1);
    answer.resolve(resolve(host));
    await answer.promise.catch(() => undefined);
    count -= 1;
    const left = (underWay.get(party) ?? 1) - 1;
    if (left === 0) underWay.delete(party);
    else underWay.set(party, left);
    known.delete(keyOf(request));
    startWaiting();
  }

  function ask(host: string, party: string): Request {
    const key = keyOf({ host, party });
    const same = known.get(key);
    if (same !== undefined) return same;
    const request = { host, party, answer: Promise.withResolvers<readonly string[]>(), askers: 0 };
    known.set(key, request);
    waiting.add(request);
    return request;
  }

  return async (host, party, signal) => {
    const request = ask(host, party);
    request.askers += 1;
    startWaiting();
    try {
      return await orAborted(request.answer.promise, signal);
    } finally {
      request.askers -= 1;
      if (request.askers === 0 && waiting.delete(request)) known.delete(keyOf(request));
    }
  };
}

const keyOf = ({ host, party }: { host: string; party: string }): string => `${party} ${host}`;
