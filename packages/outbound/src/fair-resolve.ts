import { orAborted } from './deadline.ts';
import type { Resolve } from './resolve-host.ts';

/** How many names are resolved at once, in all and for one project. */
export interface ResolveLimits {
  readonly total: number;
  readonly each: number;
}

/** Resolves a name on behalf of a project, unless the signal aborts first: then it rejects with the signal's reason. */
export type ProjectResolve = (
  host: string,
  project: string,
  signal: AbortSignal,
) => Promise<readonly string[]>;

interface Request {
  readonly host: string;
  readonly project: string;
  readonly answer: PromiseWithResolvers<readonly string[]>;
  /** How many wait for the answer; a request that nobody waits for is not begun. */
  askers: number;
}

/**
 * Bounds how many resolutions are under way; the others wait. The system's resolver cannot be told to give up, and keeps
 * a thread of Node's small pool for as long as a name server says nothing (half a minute, say), long after whoever asked
 * has gone. A script that asks for names of such a server must not get all the threads, which others need for their
 * names, and for decompression; the last place is for a project that has nothing under way. Who asks for a name that the same project is waiting for already shares the answer.
 */
export function resolveFairly(resolve: Resolve, { total, each }: ResolveLimits): ProjectResolve {
  const known = new Map<string, Request>();
  const waiting = new Set<Request>();
  const underWay = new Map<string, number>();
  let count = 0;

  function startWaiting(): void {
    for (const request of waiting) {
      const own = underWay.get(request.project) ?? 0;
      const room = own === 0 ? total : total - 1;
      if (own < each && count < room) void start(request);
    }
  }

  async function start(request: Request): Promise<void> {
    const { host, project, answer } = request;
    waiting.delete(request);
    count += 1;
    underWay.set(project, (underWay.get(project) ?? 0) + 1);
    answer.resolve(resolve(host));
    await answer.promise.catch(() => undefined);
    count -= 1;
    const left = (underWay.get(project) ?? 1) - 1;
    if (left === 0) underWay.delete(project);
    else underWay.set(project, left);
    known.delete(keyOf(request));
    startWaiting();
  }

  function ask(host: string, project: string): Request {
    const key = keyOf({ host, project });
    const same = known.get(key);
    if (same !== undefined) return same;
    const request = { host, project, answer: Promise.withResolvers<readonly string[]>(), askers: 0 };
    known.set(key, request);
    waiting.add(request);
    return request;
  }

  return async (host, project, signal) => {
    const request = ask(host, project);
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

const keyOf = ({ host, project }: { host: string; project: string }): string => `${project} ${host}`;
