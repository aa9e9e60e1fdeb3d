import { Problem } from '@upshot/shared/problem';
import { Tally } from '@upshot/shared/tally';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { comeAgainAfter } from '../come-again.ts';

/** Lets bodies in as long as they fit into memory together. */
export interface Admission {
  /** Makes room for the request's body, which is given back when the request is answered. */
  admit(request: FastifyRequest, reply: FastifyReply): void;
}

/** The room for one request's body. */
interface BodyRoom {
  /** Takes room for bytes as they arrive. Throws the problem `too_many_requests` when there is none. */
  take(bytes: number): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    bodyRoom: BodyRoom;
  }
}

/** The part of the room that one project may take, or one token that is good for every project. */
const SHARE = 1 / 4;

/**
 * Creates the admission of one ingest process. Bytes count when they have arrived, however many were announced.
 * A single request is always let in, and so is the single one of a caller as long as there is room at all.
 */
export function createAdmission(maxBytesInFlight: number): Admission {
  const inFlight = new Tally();
  return {
    admit(request, reply) {
      request.bodyRoom = createBodyRoom(request, reply, inFlight, maxBytesInFlight);
    },
  };
}

/**
 * Never set a function that is written right there (`request.take = () => …`): V8 puts it into the old generation, where all
 * it refers to (here the request with its body) outlives the cheap collections of garbage.
 */
function createBodyRoom(
  request: FastifyRequest,
  reply: FastifyReply,
  inFlight: Tally,
  maxBytesInFlight: number,
): BodyRoom {
  let own = 0;
  return {
    take(bytes) {
      if (reply.raw.closed) return;
      const key = keyOf(request);
      const share = inFlight.of(key);
      if (share > own && share + bytes > maxBytesInFlight * SHARE) {
        throw refuse('Too many large requests of yours are under way at this moment.');
      }
      if (inFlight.total > own && inFlight.total + bytes > maxBytesInFlight) {
        throw refuse('Too many large requests are under way at this moment.');
      }
      if (own === 0) reply.raw.once('close', () => inFlight.add(key, -own));
      own += bytes;
      inFlight.add(key, bytes);
    },
  };
}

function keyOf({ caller }: FastifyRequest): string {
  if (caller === undefined) return 'anyone';
  return caller.projectId === null ? `token ${caller.tokenId}` : `project ${caller.projectId}`;
}

function refuse(detail: string): Problem {
  return new Problem('too_many_requests', detail, { retryAfterSeconds: comeAgainAfter(1000) });
}
