import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { comeAgainAfter } from '../come-again.ts';
import { createCrowd, type Crowd } from './crowd.ts';
import { describeProblem } from './problem-document.ts';
import type { Refusals } from './refusals.ts';

/** Where a process that has no time refuses activities: before anything but the first line of a request is looked at. */
export interface Door extends Disposable {
  /** Answers the request if there is no time for it; says whether it did. */
  refuses(request: IncomingMessage, response: ServerResponse): boolean;
}

export interface DoorOptions {
  readonly refusals: Pick<Refusals, 'count'>;
  readonly crowd?: Crowd;
  /** Whether connections are to end with their answers. */
  readonly isLeaving?: () => boolean;
}

const TICK_MS = 20;

const activitiesOf = /^\/api\/projects\/([^/?]+)\/activities(?:\?|$)/;

/**
 * Creates the door of one process. It is there for the time when reading and answering requests is itself too much: then
 * those who are let in wait for the event loop, however few of them the ledger is told of. How late a timer is shows that.
 */
export function createDoor({ refusals, crowd = createCrowd(), isLeaving = () => false }: DoorOptions): Door {
  let dueAt = performance.now() + TICK_MS;
  const tick = () => {
    const now = performance.now();
    crowd.observe(Math.max(0, now - dueAt), now - dueAt + TICK_MS);
    dueAt = now + TICK_MS;
  };
  /** Connections of which one request is inside: what else they bring at the same time waits behind it anyway. */
  const counted = new WeakSet<Socket>();
  const timer = setInterval(tick, TICK_MS).unref();
  return {
    refuses(request, response) {
      const { socket } = request;
      const project = request.method === 'POST' ? activitiesOf.exec(request.url ?? '')?.[1] : undefined;
      if (project === undefined || counted.has(socket)) return false;
      const entrance = crowd.enter(groupOf(project));
      if (entrance.kind === 'inside') {
        counted.add(socket);
        response.once('close', () => {
          counted.delete(socket);
          entrance.leave();
        });
        return false;
      }
      const problem = problemOf(entrance.kind);
      refusals.count(problem.code);
      if (isLeaving()) response.setHeader('connection', 'close');
      answer(request, response, problem);
      return true;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

const GROUPS = 256;
const salt = randomInt(2 ** 31);

/**
 * Nobody has shown a token yet, so a project is only a name in the address, which anyone can make up. Names are put into
 * groups, unforeseeably, so that made-up ones are no more than a few.
 */
function groupOf(name: string): string {
  let hash = salt;
  for (const character of decode(name)) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  return String((hash >>> 0) % GROUPS);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function problemOf(reason: 'full' | 'too much of one'): Problem {
  const retryAfterSeconds = comeAgainAfter(1000);
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
