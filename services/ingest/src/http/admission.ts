import { Problem } from '@upshot/shared/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Lets bodies in as long as they fit into memory together. */
export interface Admission {
  /** Makes room for the request's body, which is given back when the request is answered. */
  admit(request: FastifyRequest, reply: FastifyReply): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes of the body as they arrive. Throws the problem `too_many_requests` when there is no room for them. */
    countBytes: (bytes: number) => void;
  }
}

/** The part of the room that one project may take, or one token that is good for every project. */
const SHARE = 1 / 4;

/**
 * Creates the admission of one ingest process. Bytes count when they have arrived, however many were announced.
 * A single request is always let in, and so is the single one of a caller as long as there is room at all.
 */
export function createAdmission(maxBytesInFlight: number): Admission {
  const shares = new Map<string, number>();
  let inFlight = 0;
  return {
    admit(request, reply) {
      let own = 0;
      request.countBytes = (bytes) => {
        if (reply.raw.closed) return;
        const key = keyOf(request);
        const share = shares.get(key) ?? 0;
        if (share > own && share + bytes > maxBytesInFlight * SHARE) {
          throw refuse('Too many large requests of yours are under way at this moment.');
        }
        if (inFlight > own && inFlight + bytes > maxBytesInFlight) {
          throw refuse('Too many large requests are under way at this moment.');
        }
        if (own === 0) reply.raw.once('close', () => giveBack(key));
        own += bytes;
        inFlight += bytes;
        shares.set(key, share + bytes);
      };
      const giveBack = (key: string) => {
        inFlight -= own;
        const share = (shares.get(key) ?? 0) - own;
        if (share > 0) shares.set(key, share);
        else shares.delete(key);
      };
    },
  };
}

function keyOf({ caller }: FastifyRequest): string {
  if (caller === undefined) return 'anyone';
  return caller.projectId === null ? `token ${caller.tokenId}` : `project ${caller.projectId}`;
}

function refuse(detail: string): Problem {
  return new Problem('too_many_requests', detail, { retryAfterSeconds: 1 });
}
