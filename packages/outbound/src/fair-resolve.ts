import { createFairSemaphore } from '@upshot/fairness/fair-semaphore';
import { RoundRobinQueue } from '@upshot/fairness/round-robin';
import { orAborted } from './deadline.ts';
import type { Resolve } from './resolve-host.ts';

/** How many names are resolved at once. */
export interface ResolveLimits {
  readonly total: number;
  readonly maxPerProject: number;
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
  /** How many callers wait for the answer. A waiting request without callers is dropped. */
  callers: number;
}

/**
 * Concurrency limit on name resolution, shared fairly between projects; further requests wait in a fair queue.
 *
 * The system's resolver cannot be cancelled. It occupies a thread of Node's small pool for as long as a name server
 * does not answer, perhaps half a minute. Without the limit, one script could occupy all threads, which other
 * projects need for their names and for decompression. Requests of one project for the same name share an answer.
 */
export function resolveFairly(resolve: Resolve, { total, maxPerProject }: ResolveLimits): ProjectResolve {
  const known = new Map<string, Request>();
  const waiting = new RoundRobinQueue<Request>();
  const semaphore = createFairSemaphore({ total, maxPerTenant: maxPerProject });

  function startWaiting(): void {
    const start = (request: Request): boolean => {
      const permit = semaphore.tryAcquire(request.project);
      if (permit !== undefined) void answer(request, permit);
      return permit !== undefined;
    };
    while (waiting.take(start) !== undefined);
  }

  async function answer(request: Request, permit: Disposable): Promise<void> {
    request.answer.resolve(resolve(request.host));
    await request.answer.promise.catch(() => undefined);
    permit[Symbol.dispose]();
    known.delete(keyOf(request));
    startWaiting();
  }

  function request(host: string, project: string): Request {
    const key = keyOf({ host, project });
    const same = known.get(key);
    if (same !== undefined) return same;
    const added = { host, project, answer: Promise.withResolvers<readonly string[]>(), callers: 0 };
    known.set(key, added);
    waiting.add(project, added);
    return added;
  }

  return async (host, project, signal) => {
    const requested = request(host, project);
    requested.callers += 1;
    startWaiting();
    try {
      return await orAborted(requested.answer.promise, signal);
    } finally {
      requested.callers -= 1;
      if (requested.callers === 0 && waiting.delete(project, requested)) known.delete(keyOf(requested));
    }
  };
}

const keyOf = ({ host, project }: { host: string; project: string }): string => `${project} ${host}`;
