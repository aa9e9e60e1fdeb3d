import { Problem } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets requests in as long as their bodies fit into memory together. */
export interface Admission {
  /** Reserves room until the request is answered. Throws the problem `too_many_requests` when there is none. */
  admit(request: FastifyRequest, reply: FastifyReply): void;
}

export interface AdmissionOptions {
  /** What a body of unknown length is counted as. */
  readonly maxBodyBytes: number;
  readonly maxBytesInFlight: number;
}

/** Creates the admission of one ingest process. A single request is always let in. */
export function createAdmission({ maxBodyBytes, maxBytesInFlight }: AdmissionOptions): Admission {
  let inFlight = 0;
  return {
    admit(request, reply) {
      const bytes = Math.min(bodyBytes(request, maxBodyBytes), maxBodyBytes);
      if (bytes === 0) return;
      if (inFlight > 0 && inFlight + bytes > maxBytesInFlight) {
        const detail = 'Too many large requests are under way at this moment.';
        throw new Problem('too_many_requests', detail, { retryAfterSeconds: 1 });
      }
      inFlight += bytes;
      reply.raw.once('close', () => {
        inFlight -= bytes;
      });
    },
  };
}

function bodyBytes({ headers }: FastifyRequest, maxBodyBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return maxBodyBytes;
  return Number(headers['content-length'] ?? 0);
}
