import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '@upshot/shared/id';
import { Problem } from '@upshot/shared/problem';
import { answerHeaders } from '../answer-headers.ts';
import { describeProblem } from './problem-document.ts';

/** Answers what is not HTTP at all, where there is no request yet to speak of. */
export function answerClientError(fault: Error & { code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = new Problem(
    'invalid_request',
    `The request is not valid HTTP/1.1 (${fault.code ?? 'unknown'}).`,
  );
  const requestId = newId();
  const document = describeProblem(problem, { path: '', requestId, traceId: undefined });
  const body = JSON.stringify(document);
  const { status } = document;
  if (socket.writable) {
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      'content-type: application/problem+json',
      ...Object.entries(answerHeaders).map(([name, value]) => `${name}: ${value}`),
      `x-request-id: ${requestId}`,
      'connection: close',
      '',
    ].join('\r\n');
    socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  socket.destroy(fault);
}
