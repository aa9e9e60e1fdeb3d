import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;

const leaving = new WeakSet<FastifyInstance>();

/** Tells whether the server is about to close: from then on every answer says that its connection ends with it. */
export function isLeaving(app: FastifyInstance): boolean {
  return leaving.has(app);
}

/**
 * Takes leave of the clients, then stops listening, and resolves when every request under way is answered.
 * HTTP/1.1 lets a server end a kept connection without a misunderstanding only in an answer (RFC 9112, section 9.6): a
 * client may send its next request in the very moment in which an idle connection is closed. So requests are served on,
 * with `Connection: close`, until no connection is left; those that stayed silent for `lingerMs` are closed unasked.
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

function hasConnections({ server }: FastifyInstance): Promise<boolean> {
  return new Promise((resolve) => {
    server.getConnections((fault, count) => resolve(fault === null && count > 0));
  });
}
