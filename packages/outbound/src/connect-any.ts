import { connect, type Socket } from 'node:net';

/** How long an address has the field for itself before the next one is tried beside it (RFC 8305 section 8). */
const headStartMs = 250;

/**
 * Opens a TCP connection to the first of the addresses that answers. They are tried in order; the next one starts when
 * the one before has failed or has had its head start. Rejects with the last error, or the signal's reason.
 */
export async function connectAny(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const waiting = [...addresses];
  const opening = new Set<Socket>();
  let headStart: NodeJS.Timeout | undefined;

  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  tryNext();
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', abort);
    clearTimeout(headStart);
    for (const socket of opening) socket.destroy();
  }

  function tryNext(): void {
    clearTimeout(headStart);
    const address = waiting.shift();
    if (address === undefined) return;
    const socket = connect({ host: address, port, noDelay: true, autoSelectFamily: false });
    opening.add(socket);
    socket.once('connect', () => {
      opening.delete(socket);
      // A second connection may open between the first one and the end of this function.
      resolve(socket);
      waiting.length = 0;
      for (const slower of opening) slower.destroy();
    });
    socket.on('error', (error) => {
      if (!opening.delete(socket)) return;
      if (waiting.length > 0) tryNext();
      else if (opening.size === 0) reject(error);
    });
    headStart = setTimeout(tryNext, headStartMs);
  }
}
