import { Problem } from '@upshot/shared/problem';
import type { FastifyRequest } from 'fastify';

/** How long a body may take to arrive. */
const ARRIVAL_MS = 15_000;

/**
 * Reads a body while memory is left for it. Throws a problem when it is too large, is late, or ends too
 * soon; the framework then closes the connection.
 */
export async function readBody(request: FastifyRequest, arrivalMs = ARRIVAL_MS): Promise<Buffer> {
  const { raw } = request;
  const limit = request.routeOptions.bodyLimit;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  const onData = (chunk: Buffer) => {
    try {
      length += chunk.length;
      if (length > limit) throw tooLarge(limit);
      request.bodyReservation.reserve(chunk.length);
      chunks.push(chunk);
    } catch (problem) {
      reject(problem);
    }
  };
  const onEnd = () => resolve(join(chunks, length));
  const onCut = () => reject(cutShort());
  const timer = setTimeout(() => reject(tooSlow(arrivalMs)), arrivalMs);
  raw.on('data', onData).once('end', onEnd).on('error', onCut).once('close', onCut);
  try {
    return await promise;
  } catch (problem) {
    if (raw.destroyed) request.server.events.bodyCutShort(request.id);
    throw problem;
  } finally {
    clearTimeout(timer);
    raw.off('data', onData).off('end', onEnd).off('close', onCut);
  }
}

/** What came in one piece is not copied. */
function join(chunks: readonly Buffer[], length: number): Buffer {
  const [first, second] = chunks;
  return first !== undefined && second === undefined ? first : Buffer.concat(chunks, length);
}

function tooLarge(limit: number): Problem {
  return new Problem(
    'body_too_large',
    `A body may have ${limit} bytes here (activities: the setting UPSHOT_MAX_BODY_BYTES).`,
  );
}

function tooSlow(arrivalMs: number): Problem {
  return new Problem('invalid_request', `The body did not arrive within ${arrivalMs / 1000} seconds.`);
}

function cutShort(): Problem {
  return new Problem('invalid_request', 'The connection ended before the body was complete.');
}
