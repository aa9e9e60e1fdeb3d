import type { Token } from '@upshot/ledger/tables';
import { tokenScopes } from '@upshot/shared/token-scope';
import { Type } from 'typebox';
import { timestamp, timestampOrNull } from '../http/schemas.ts';
import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';

const fields = {
  id: Type.String(),
  name: Type.String(),
  scope: Type.Enum([...tokenScopes]),
  project: Type.Union([Type.String(), Type.Null()], { description: 'null: every project.' }),
  created_at: timestamp,
  expires_at: timestampOrNull,
  revoked_at: timestampOrNull,
  differing_posts: Type.Integer({
    description: 'How many activities it repeated with another body than the recorded one.',
  }),
  last_differing_at: timestampOrNull,
};

/** A token as it is answered: without the token itself. */
export const tokenSchema = Type.Object(fields);

/** A new token: the only time that it is shown. */
export const newTokenSchema = Type.Object({ ...fields, token: Type.String() });

/** Describes a token. */
export function describeToken(token: Token) {
  const { id, name, scope, project_id, created_at, expires_at, revoked_at, differing_posts } = token;
  return {
    id,
    name,
    scope,
    project: project_id,
    created_at: toTimestamp(created_at),
    expires_at: toTimestampOrNull(expires_at),
    revoked_at: toTimestampOrNull(revoked_at),
    differing_posts,
    last_differing_at: toTimestampOrNull(token.last_differing_at),
  };
}
