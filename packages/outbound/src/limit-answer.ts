import type { Socket } from 'node:net';
import { failed } from './unanswered.ts';

/**
 * Ends a connection over which more than `limit` bytes come in answer to one request. The limits on headers and
 * bodies do not see everything: a status line, a chunk's extensions, interim answers and tiny chunks cost time as
 * well, and may have no end. A request begins with the next byte that is sent.
 */
export function limitAnswer(socket: Socket, limit: number): void {
  let sent = -1;
  let receivedBefore = 0;
  let received = 0;
  socket.on('readable', () => {
    const { bytesRead, bytesWritten } = socket;
    if (bytesWritten !== sent) receivedBefore = received;
    sent = bytesWritten;
    received = bytesRead;
    if (received - receivedBefore > limit) {
      socket.destroy(failed('too_large', `the response takes more than ${limit} bytes on the wire`));
    }
  });
}
