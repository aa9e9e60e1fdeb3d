import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { describeProblem } from '../http/problems/problem-document.ts';
import {
  createAdaptiveConcurrencyLimit,
  type AdaptiveConcurrencyLimit,
} from './adaptive-concurrency-limit.ts';
import type { RejectionCounts } from './rejection-counts.ts';
import { retryAfterWithJitter } from './retry-after.ts';

/**
 * Load shedding: refuses activities from the request line alone, before headers, token or body are read, while the
 * event loop lags.
 */
export interface LoadShedder extends Disposable {
  /** Refuses the request if the process is overloaded; true when it did. */
  shouldShed(request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts the project as a tenant of its own for a minute or two: a token for it was presented. */
  markKnownTenant(project: string): void;
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
  const known = createKnownTenants();
  const timer = setInterval(tick, TICK_MS).unref();
  return {
    shouldShed(request, response) {
      const project = request.method === 'POST' ? findProject(request.url ?? '') : undefined;
      if (project === undefined) return false;
      const admission = limit.tryAcquire(known.has(project) ? `project ${project}` : 'unknown');
      if (admission.kind === 'admitted') {
        response.once('close', () => admission.release());
        return false;
      }
      const problem = problemOf(admission.kind);
      rejectionCounts.count(problem.code);
      if (isLeaving()) response.setHeader('connection', 'close');
      answer(request, response, problem);
      return true;
    },
    markKnownTenant: (project) => known.add(project),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

const KNOWN_FOR_MS = 60_000;
const MAX_KNOWN = 10_000;

/**
 * The token is not read yet, so the project in the URL can be made up. Each project with a recent valid token is a
 * tenant; all other names together are one tenant.
 */
function createKnownTenants() {
  let recent = new Set<string>();
  let earlier = new Set<string>();
  let changedAt = performance.now();
  return {
    has: (project: string) => recent.has(project) || earlier.has(project),
    add(project: string) {
      if (performance.now() - changedAt > KNOWN_FOR_MS || recent.size >= MAX_KNOWN) {
        earlier = recent;
        recent = new Set();
        changedAt = performance.now();
      }
      recent.add(project);
    },
  };
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
        'This project uses its share of the concurrent requests. This request was not read. ' +
          'Send it again after the time in retry-after, with fewer requests at once.',
        { retryAfterSeconds },
      );
}

function answer(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const requestId = newId();
  const [path = ''] = (request.url ?? '').split('?', 1);
  const document = describeProblem(problem, { path, requestId, traceId: undefined });
  const body = JSON.stringify(document);
  response.writeHead(document.status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'retry-after': String(problem.retryAfterSeconds),
    'x-request-id': requestId,
  });
  response.end(body);
}
