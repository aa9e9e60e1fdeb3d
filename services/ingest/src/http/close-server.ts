import type { FastifyInstance } from 'fastify';

const SWEEP_MS = 50;

/**
 * Stops listening, and resolves when every request under way is answered. Connections that clients keep open for further
 * requests are closed as soon as they are idle: waiting for those clients would take minutes.
 */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}
