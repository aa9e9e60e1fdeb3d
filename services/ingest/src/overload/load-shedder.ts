import { hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '@upshot/shared/problem';
import { answerUnrouted } from '../http/problems/answer-unrouted.ts';
import {
  createAdaptiveConcurrencyLimit,
  type AdaptiveConcurrencyLimit,
} from './adaptive-concurrency-limit.ts';
import { createRecentlyKnown, type RecentlyKnown } from './recently-known.ts';
import type { RejectionCounts } from './rejection-counts.ts';
import { retryAfterWithJitter } from './retry-after.ts';

/**
 * Load shedding while the event loop lags: refuses activities from the request line alone, before headers, token or
 * body are read, and any other request that shows no token of a minute or two ago.
 */
export interface LoadShedder extends Disposable {
  /** Refuses the request if the process is overloaded; true when it did. */
  shouldShed(request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts the project as a tenant of its own for a minute or two: a token for it was presented. */
  markKnownTenant(project: string): void;
  /** Admits other requests with this token, or this session, for a minute or two: it was found to be valid. */
  markKnownToken(headers: IncomingHttpHeaders): void;
}

export interface LoadShedderOptions {
  readonly rejectionCounts: Pick<RejectionCounts, 'count'>;
  readonly limit?: AdaptiveConcurrencyLimit;
  /** Whether responses close their connections. */
  readonly isLeaving?: () => boolean;
}

const TICK_MS = 20;

/**
 * Creates the load shedder of one process. It acts when reading and answering requests is itself too much work, which
 * no admission control behind it can relieve. The delay of a timer measures the event loop's lag.
 *
 * The project in a URL can be made up: each project with a recent valid token is a tenant. All other names, and all
 * requests without a recent valid token, are one tenant together.
 */
export function createLoadShedder({
  rejectionCounts,
  limit = createAdaptiveConcurrencyLimit(),
  isLeaving = () => false,
}: LoadShedderOptions): LoadShedder {
  let dueAt = performance.now() + TICK_MS;
  const tick = () => {
    const now = performance.now();
    limit.observe(Math.max(0, now - dueAt), now - dueAt + TICK_MS);
    dueAt = now + TICK_MS;
  };
  const known = { projects: createRecentlyKnown(), tokens: createRecentlyKnown() };
  const timer = setInterval(tick, TICK_MS).unref();
  return {
    shouldShed(request, response) {
      const caller = callerOf(request, known);
      if (caller === 'known') return false;
      const admission = limit.tryAcquire(caller);
      if (admission.kind === 'admitted') {
        response.once('close', () => admission.release());
        return false;
      }
      const problem = problemOf(admission.kind);
      rejectionCounts.count(problem.code);
      if (isLeaving()) response.setHeader('connection', 'close');
      answerUnrouted(request, response, problem);
      return true;
    },
    markKnownTenant: (project) => known.projects.add(project),
    markKnownToken(headers) {
      const token = tokenIn(headers);
      if (token !== undefined) known.tokens.add(digest(token));
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Names the caller without checking its token: the project of its activities, or whether its token is known. */
function callerOf(request: IncomingMessage, known: Known): Caller {
  const project = request.method === 'POST' ? findProject(request.url ?? '') : undefined;
  if (project !== undefined) return known.projects.has(project) ? `project ${project}` : 'unknown';
  const token = tokenIn(request.headers);
  return token !== undefined && known.tokens.has(digest(token)) ? 'known' : 'unknown';
}

/** The text that proves who the caller is, unread: a token, or the cookies of a browser with a session. */
function tokenIn({ authorization, cookie }: IncomingHttpHeaders): string | undefined {
  return authorization ?? cookie;
}

/** Requests that are not activities are admitted when their token is known. */
type Caller = `project ${string}` | 'unknown' | 'known';

interface Known {
  readonly projects: RecentlyKnown;
  /** By digest. */
  readonly tokens: RecentlyKnown;
}

function digest(token: string): string {
  return hash('sha256', token, 'base64');
}

/** The project in the URL of an activities request, decoded as the router decodes it. */
function findProject(url: string): string | undefined {
  const [path = ''] = url.replace(/^https?:\/\/[^/]*/i, '').split(/[?#]/, 1);
  const [root, api, projects, project, activities, ...more] = path.split('/').map(decode);
  const isMatch = root === '' && api === 'api' && projects === 'projects' && activities === 'activities';
  return isMatch && more.length === 0 ? project : undefined;
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function problemOf(reason: 'full' | 'tenant over share'): Problem {
  const retryAfterSeconds = retryAfterWithJitter(1000);
  return reason === 'full'
    ? new Problem(
        'overloaded',
        'Requests arrive faster than they can be answered. This request was not read. ' +
          'Send it again after the time in retry-after.',
        { retryAfterSeconds },
      )
    : new Problem(
        'too_many_requests',
        'This caller uses its share of the concurrent requests. This request was not read. ' +
          'Send it again after the time in retry-after, with fewer requests at once.',
        { retryAfterSeconds },
      );
}
