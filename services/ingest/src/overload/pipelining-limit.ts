import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '@upshot/shared/problem';
import { answerUnrouted } from '../http/problems/answer-unrouted.ts';
import type { RejectionCounts } from './rejection-counts.ts';
import { retryAfterWithJitter } from './retry-after.ts';

/** Bounds the requests of one connection that wait for their answers. */
export interface PipeliningLimit {
  /** Refuses the request if its connection has too many under way, and ends the connection; true when it did. */
  shouldRefuse(request: IncomingMessage, response: ServerResponse): boolean;
}

const MAX_UNDER_WAY = 32;

/** Creates the limit of one server. */
export function createPipeliningLimit(
  rejectionCounts: Pick<RejectionCounts, 'count'>,
  maxUnderWay = MAX_UNDER_WAY,
): PipeliningLimit {
  const underWay = new WeakMap<Socket, number>();
  const ending = new WeakSet<Socket>();
  return {
    shouldRefuse(request, response) {
      const { socket } = request;
      // Its last answer is on its way: what comes after it can have none.
      if (ending.has(socket)) return true;
      const count = underWay.get(socket) ?? 0;
      if (count < maxUnderWay) {
        underWay.set(socket, count + 1);
        response.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
        return false;
      }
      ending.add(socket);
      response.setHeader('connection', 'close');
      const detail = `This connection has ${maxUnderWay} requests under way. This request was not read.`;
      const retryAfterSeconds = retryAfterWithJitter(1000);
      const problem = new Problem('too_many_requests', detail, { retryAfterSeconds });
      rejectionCounts.count(problem.code);
      answerUnrouted(request, response, problem);
      return true;
    },
  };
}
