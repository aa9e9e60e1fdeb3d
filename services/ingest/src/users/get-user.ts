import type { Database } from '@upshot/ledger/connect';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Link } from '../http/paging/link.ts';
import { ownId } from '../http/schemas.ts';
import { describeUser, userSchema } from './describe-user.ts';
import { requireCaller } from './require-caller.ts';

/** Answers the caller as a user. */
export function getUser(database: Database, link: Link) {
  return defineEndpoint({
    operationId: 'getUser',
    summary: 'Read the caller as a user',
    description: 'The user is `me`, or the id of the token.',
    tag: 'users',
    params: Type.Object({ user: ownId }),
    answers: { 200: { description: 'The user.', schema: userSchema } },
    handle: async ({ params, caller }) =>
      await describeUser(database, requireCaller(caller, params.user), link),
  });
}
