import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '@upshot/shared/problem';
import type { FastifyRequest } from 'fastify';

/** How long a body may take to arrive. */
const ARRIVAL_MS = 15_000;

/**
 * Reads a body, decompressed, while memory is left for it. Throws a problem when it is too large, is late, ends too
 * soon, or is in another encoding than its header says; the framework then closes the connection.
 */
export async function readBody(request: FastifyRequest, arrivalMs = ARRIVAL_MS): Promise<Buffer> {
  const { raw } = request;
  const limit = request.routeOptions.bodyLimit;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const source = decode(request);
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
  // A request that has been read whole may close before the last of it is decompressed.
  const onCut = () => {
    if (!raw.readableEnded) reject(cutShort());
  };
  const timer = setTimeout(() => reject(tooSlow(arrivalMs)), arrivalMs);
  raw.on('error', onCut).once('close', onCut);
  source.on('data', onData).once('end', onEnd);
  if (source !== raw) source.on('error', (fault: Error) => reject(notGzip(fault)));
  try {
    return await promise;
  } catch (problem) {
    if (raw.destroyed) request.server.events.bodyCutShort(request.id);
    throw problem;
  } finally {
    clearTimeout(timer);
    raw.off('close', onCut);
    source.off('data', onData).off('end', onEnd);
    if (source !== raw) {
      raw.unpipe();
      source.destroy();
    }
  }
}

/** The body without its content coding (RFC 9110, section 8.4). */
function decode({ raw, headers }: FastifyRequest): Readable {
  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity') return raw;
  if (coding === 'gzip' || coding === 'x-gzip') return raw.pipe(createGunzip());
  throw new Problem(
    'unsupported_media_type',
    `Bodies are not taken in content-encoding ${JSON.stringify(coding)}: send them as they are, or with gzip.`,
  );
}

/** What came in one piece is not copied. */
function join(chunks: readonly Buffer[], length: number): Buffer {
  const [first, second] = chunks;
  return first !== undefined && second === undefined ? first : Buffer.concat(chunks, length);
}

function tooLarge(limit: number): Problem {
  return new Problem(
    'body_too_large',
    `A body may have ${limit} bytes here, decompressed (activities: the setting UPSHOT_MAX_BODY_BYTES).`,
  );
}

function notGzip({ message }: Error): Problem {
  return new Problem('invalid_request', `The body is not what its content-encoding says, gzip: ${message}.`);
}

function tooSlow(arrivalMs: number): Problem {
  return new Problem('invalid_request', `The body did not arrive within ${arrivalMs / 1000} seconds.`);
}

function cutShort(): Problem {
  return new Problem('invalid_request', 'The connection ended before the body was complete.');
}
