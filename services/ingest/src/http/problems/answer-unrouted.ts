import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@upshot/shared/id';
import type { Problem } from '@upshot/shared/problem';
import { answerHeaders } from '../answer-headers.ts';
import { describeProblem } from './problem-document.ts';

/** Answers a request with a problem before the HTTP framework sees it. */
export function answerUnrouted(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const requestId = newId();
  const [path = ''] = (request.url ?? '').split('?', 1);
  const document = describeProblem(problem, { path, requestId, traceId: undefined });
  const body = JSON.stringify(document);
  response.writeHead(document.status, {
    ...answerHeaders,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    ...(problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
    'x-request-id': requestId,
  });
  response.end(body);
}
