import type { FastifyRequest } from 'fastify';
import { invalid } from './validate.ts';

/**
 * Reads the header `idempotency-key`, with which a client may safely send a request again. Throws a problem when it
 * is no key.
 */
export function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const message = 'must be 1 to 255 printable ASCII characters without spaces, given once';
  throw invalid([{ field: 'idempotency-key', message }]);
}
