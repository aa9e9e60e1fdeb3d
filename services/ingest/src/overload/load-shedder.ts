import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { retryAfterWithJitter } from './retry-after.ts';
import {
  createAdaptiveConcurrencyLimit,
  type AdaptiveConcurrencyLimit,
} from './adaptive-concurrency-limit.ts';
import { describeProblem } from '../http/problems/problem-document.ts';
import type { RejectionCounts } from './rejection-counts.ts';

/** Where a process that has no time refuses activities: before anything but the first line of a request is looked at. */
export interface LoadShedder extends Disposable {
  /** Answers the request if there is no time for it; says whether it did. */
  shouldShed(request: IncomingMessage, response: ServerResponse): boolean;
  /** Takes note that somebody who may post to the project has come: for a minute or two it counts as itself. */
  markKnownTenant(project: string): void;
}

export interface LoadShedderOptions {
  readonly rejectionCounts: Pick<RejectionCounts, 'count'>;
  readonly limit?: AdaptiveConcurrencyLimit;
  /** Whether connections are to end with their answers. */
  readonly isLeaving?: () => boolean;
}

const TICK_MS = 20;

/**
 * Creates the shedder of one process. It is there for the time when reading and answering requests is itself too much: then
 * those who are let in wait for the event loop, however few of them the ledger is told of. How late a timer is shows that.
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
 * Nobody has shown a token yet, so a project is only a name in the address, which anyone can make up. Those to which
 * somebody has posted lately count each as itself, and all other names together as one.
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

/** The project whose activities an address names, however that is spelled: as the router will read it. */
function findProject(url: string): string | undefined {
  const [path = ''] = url.replace(/^https?:\/\/[^/]*/i, '').split(/[?#]/, 1);
  const [root, api, projects, project, activities, ...more] = path.split('/').map(decode);
  const isThere = root === '' && api === 'api' && projects === 'projects' && activities === 'activities';
  return isThere && more.length === 0 ? project : undefined;
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
        'More comes in than can be answered at this moment. Nothing of this request was read: send it again after the time that retry-after says.',
        { retryAfterSeconds },
      )
    : new Problem(
        'too_many_requests',
        'This project sends more than its share of what can be answered at this moment. Nothing of this request was read: send it again after the time that retry-after says, and fewer requests at once.',
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
