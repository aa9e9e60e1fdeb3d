import { Problem } from '@upshot/shared/problem';
import { KeyedCounter } from '@upshot/fairness/keyed-counter';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { retryAfterWithJitter } from './retry-after.ts';

/** Lets bodies in as long as they fit into memory together. */
export interface BodyMemoryLimit {
  /** Makes room for the request's body, which is given back when the request is answered. */
  admit(request: FastifyRequest, reply: FastifyReply): void;
}

/** The room for one request's body. */
interface BodyReservation {
  /** Takes room for bytes as they arrive. Throws the problem `too_many_requests` when there is none. */
  reserve(bytes: number): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    bodyReservation: BodyReservation;
  }
}

/** The part of the room that one project may take, or one token that is good for every project. */
const SHARE = 1 / 4;

/**
 * Creates the limit of one ingest process. Bytes count when they have arrived, however many were announced.
 * A single request is always let in, and so is the single one of a caller as long as there is room at all.
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
 * Never set a function that is written right there (`request.reserve = () => …`): V8 puts it into the old generation, where all
 * it refers to (here the request with its body) outlives the cheap collections of garbage.
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
      const key = keyOf(request);
      const share = inFlight.of(key);
      if (share > used && share + bytes > maxBytesInFlight * SHARE) {
        throw refuse('Too many large requests of yours are under way at this moment.');
      }
      if (inFlight.total > used && inFlight.total + bytes > maxBytesInFlight) {
        throw refuse('Too many large requests are under way at this moment.');
      }
      if (used === 0) reply.raw.once('close', () => inFlight.add(key, -used));
      used += bytes;
      inFlight.add(key, bytes);
    },
  };
}

function keyOf({ caller }: FastifyRequest): string {
  if (caller === undefined) return 'anyone';
  return caller.projectId === null ? `token ${caller.tokenId}` : `project ${caller.projectId}`;
}

function refuse(detail: string): Problem {
  return new Problem('too_many_requests', detail, { retryAfterSeconds: retryAfterWithJitter(1000) });
}
