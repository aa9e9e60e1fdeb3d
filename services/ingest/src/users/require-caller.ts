import { Problem } from '@upshot/shared/problem';
import type { Caller } from '../http/access.ts';

/** The caller of a request that has one. Throws the problem `forbidden` when a path names another user. */
export function requireCaller(caller: Caller | undefined, user = 'me'): Caller {
  if (caller === undefined) throw new Problem('unauthorized', 'There is no authorization header.');
  if (user === 'me' || user === caller.tokenId) return caller;
  throw new Problem('forbidden', `Your token is "${caller.tokenId}": it cannot see the access of others.`);
}
