import { seal, unseal, type KeyRing } from '@upshot/secrets/seal';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { unsealSession } from './session.ts';
import { readSessionCookie } from './session-cookie.ts';

const CONTEXT = 'console frame';

const sealedSchema = Compile(Type.Object({ embed: Type.Array(Type.String()), until: Type.Number() }));

/**
 * Says, in the address of a link, which pages may show it in a frame: the key in its fragment does not reach the
 * server before the page is there. Sealed, so that only links can name one. It signs nothing in.
 */
export function sealFrameAncestors(ring: KeyRing, embed: readonly string[], until: number): string {
  return seal(ring, JSON.stringify({ embed, until }), CONTEXT);
}

/** The origins of the pages that may show this page in a frame. */
export function createFrameAncestors(ring: KeyRing, publicUrl: string | undefined) {
  return (request: FastifyRequest): readonly string[] => {
    const { e: sealed } = request.query as { readonly e?: unknown };
    if (typeof sealed === 'string' && isOpening(request)) return readSealed(ring, sealed);
    const cookie = readSessionCookie(request, { publicUrl, isFramed: true });
    const session = cookie === undefined ? undefined : unsealSession(ring, cookie);
    return session?.portal?.embed ?? [];
  };
}

function isOpening({ url }: FastifyRequest): boolean {
  return url.startsWith('/console/open?');
}

function readSealed(ring: KeyRing, text: string): readonly string[] {
  try {
    const content: unknown = JSON.parse(unseal(ring, text, CONTEXT));
    return sealedSchema.Check(content) && content.until > Date.now() ? content.embed : [];
  } catch {
    return [];
  }
}
