import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import { Problem } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { retryAfterWithJitter } from './retry-after.ts';

/** Back-pressure on memory: bounds the bytes of request bodies in flight, in total and for each tenant. */
export interface BodyMemoryLimit {
  /** Prepares the request's reservation, which is released when the request is answered. */
  admit(request: FastifyRequest, reply: FastifyReply): void;
}

/** The memory for one request's body. */
interface BodyReservation {
  /** Reserves memory for bytes as they arrive. Throws the problem `too_many_requests` when none is left. */
  reserve(bytes: number): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    bodyReservation: BodyReservation;
  }
}

/** The part of the memory that one tenant may use: a project, or a token for all projects. */
const TENANT_SHARE = 1 / 4;

/**
 * Creates the limit of one ingest process. Bytes count once they have arrived, not when a header announces them. A
 * tenant's only request is admitted while memory is left; the only request of the process always is.
 */
export function createBodyMemoryLimit(maxBytesInFlight: number): BodyMemoryLimit {
  const inFlight = new KeyedCounter();
  return {
    admit(request, reply) {
      request.bodyReservation = createBodyReservation(request, reply, inFlight, maxBytesInFlight);
    },
  };
}

/**
 * An object of its own, because V8 allocates a closure that is assigned to the request (`request.reserve = () => …`)
 * in the old generation, where the request and its body survive minor garbage collections.
 */
function createBodyReservation(
  request: FastifyRequest,
  reply: FastifyReply,
  inFlight: KeyedCounter,
  maxBytesInFlight: number,
): BodyReservation {
  let used = 0;
  return {
    reserve(bytes) {
      if (reply.raw.closed) return;
      const tenant = tenantOf(request);
      const usedByTenant = inFlight.of(tenant);
      if (usedByTenant > used && usedByTenant + bytes > maxBytesInFlight * TENANT_SHARE) {
        throw refuse('Your large requests use their share of the memory. Send fewer of them at once.');
      }
      if (inFlight.total > used && inFlight.total + bytes > maxBytesInFlight) {
        throw refuse('Large requests use all of the memory. Send this one again later.');
      }
      if (used === 0) reply.raw.once('close', () => inFlight.add(tenant, -used));
      used += bytes;
      inFlight.add(tenant, bytes);
    },
  };
}

function tenantOf({ caller }: FastifyRequest): string {
  if (caller === undefined) return 'anyone';
  return caller.projectId === null ? `token ${caller.tokenId}` : `project ${caller.projectId}`;
}

function refuse(detail: string): Problem {
  return new Problem('too_many_requests', detail, { retryAfterSeconds: retryAfterWithJitter(1000) });
}
