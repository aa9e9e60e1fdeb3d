import type { Server } from 'node:http';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;

/** The longest time to wait for a moment without new connections before the server stops listening. */
const ACCEPT_MS = 1000;

const leaving = new WeakSet<FastifyInstance>();

/** Whether the server is shutting down: every response then says `Connection: close`. */
export function isLeaving(app: FastifyInstance): boolean {
  return leaving.has(app);
}

/**
 * Graceful shutdown: tells clients to close their connections, then stops listening, and resolves when every request
 * under way is answered. HTTP/1.1 lets a server end a kept connection without a misunderstanding only in an answer
 * (RFC 9112, section 9.6): a client may send its next request in the very moment in which an idle connection is
 * closed. So requests are served on, with `Connection: close`, until no connection is left; those that stayed silent
 * for `lingerMs` are closed unasked.
 */
export async function closeServer(app: FastifyInstance, lingerMs: number): Promise<void> {
  leaving.add(app);
  const lingerUntil = performance.now() + lingerMs;
  while (performance.now() < lingerUntil && (await hasConnections(app))) await delay(SWEEP_MS);
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}

/**
 * Resolves in a turn of the event loop in which no connection waited to be accepted: a server that stops listening in
 * it resets no connection that the system has opened for it already. Node accepts one in each turn. Under so much
 * load that there is no such turn, it gives up after a second.
 */
export async function acceptEveryone(server: Server): Promise<void> {
  let accepted = 0;
  const count = () => accepted++;
  server.on('connection', count);
  const until = performance.now() + ACCEPT_MS;
  let before: number;
  do {
    before = accepted;
    await nextTurn();
    await nextTurn();
  } while (accepted > before && performance.now() < until);
  server.off('connection', count);
}

function hasConnections({ server }: FastifyInstance): Promise<boolean> {
  return new Promise((resolve) => {
    server.getConnections((fault, count) => resolve(fault === null && count > 0));
  });
}
