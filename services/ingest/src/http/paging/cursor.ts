import type { PageKey } from '@upshot/ledger/page';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { invalid } from '../validate.ts';

/** The query parameter of every list that has pages. */
export const cursor = Type.String({
  maxLength: 100,
  description: 'For the next page, as the header `Link` names it. Takes the place of starts_at.',
});

/** What orders the items of one time. */
export type TieBreaker = 'id' | 'seq' | 'lane';

const patterns: { readonly [T in TieBreaker]: RegExp } = {
  id: /^(\d{1,16})\.([\w-]{1,64})$/,
  lane: /^(\d{1,16})\.([\w-]{1,64}\.\d{1,4})$/,
  seq: /^(\d{1,16})\.(\d{1,18})$/,
};

/** Reads a cursor. Throws a problem when it is none. */
export function readCursor(text: string, kind: TieBreaker): PageKey {
  const [, atUs, tieBreaker] = patterns[kind].exec(text) ?? [];
  if (atUs !== undefined && tieBreaker !== undefined) return { atUs, tieBreaker };
  throw invalid([
    {
      field: 'cursor',
      message: 'must be that of the header `Link` of the page before; for a time use starts_at',
    },
  ]);
}

/**
 * Names the next page in the header `Link` (RFC 8288), by the same query with a cursor. The address is relative to that
 * of the request, so it is right behind any proxy. A page without the header is the last one.
 */
export function linkNextPage(request: FastifyRequest, reply: FastifyReply, next: PageKey | undefined): void {
  if (next === undefined) return;
  const { searchParams } = new URL(request.url, 'http://localhost');
  searchParams.delete('starts_at');
  searchParams.set('cursor', `${next.atUs}.${next.tieBreaker}`);
  reply.header('link', `<?${searchParams.toString()}>; rel="next"`);
}
