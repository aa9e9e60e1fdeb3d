import { problems } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerHeaders } from '../answer-headers.ts';
import { describeProblem } from './problem-document.ts';
import { traceIdOf } from '../receive-span.ts';
import { toProblem } from './to-problem.ts';

/**
 * Answers a request with the problem that `thrown` comes to. The one way out for everything that goes wrong:
 * our own faults are logged, and the caller learns nothing of them but the request id.
 */
export function answerProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(thrown);
  const { status } = problems[problem.code];
  if (status >= 500 && problem.code !== 'overloaded')
    logFault(request, problem.code, problem.cause ?? problem);
  if (problem.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (problem.retryAfterSeconds !== undefined) {
    reply.header('retry-after', problem.retryAfterSeconds);
    request.server.rejectionCounts.count(problem.code);
  }
  const occasion = { path: pathOf(request), requestId: request.id, traceId: traceIdOf(request) };
  return reply
    .code(status)
    .headers(answerHeaders)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send(describeProblem(problem, occasion));
}

function logFault(request: FastifyRequest, code: string, cause: unknown): void {
  const about = { request_id: request.id, code, method: request.method, path: pathOf(request) };
  const { events } = request.server;
  if (code === 'internal_fault') events.internalFault(cause, about);
  else events.requestFault(cause, about);
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? url;
}
