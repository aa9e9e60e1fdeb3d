import type { Database } from '@upshot/ledger/connect';
import { findToken } from '@upshot/ledger/tokens/find';
import { Type } from 'typebox';
import type { Caller } from '../http/access.ts';
import type { Link } from '../http/paging/link.ts';
import { links, timestampOrNull } from '../http/schemas.ts';
import { toTimestampOrNull } from '@upshot/shared/timestamp';

/** The caller as clients of Platform.sh expect a user: there are tokens here, and no users. */
export const userSchema = Type.Object({
  id: Type.String({ description: 'The id of the token.' }),
  username: Type.String(),
  first_name: Type.String({ description: 'The name of the token.' }),
  last_name: Type.String(),
  email: Type.String({ description: 'Empty.' }),
  email_verified: Type.Boolean(),
  phone_number_verified: Type.Boolean(),
  mfa_enabled: Type.Boolean(),
  sso_enabled: Type.Boolean(),
  deactivated: Type.Boolean(),
  country: Type.String(),
  company: Type.String(),
  website: Type.String(),
  picture: Type.String(),
  created_at: timestampOrNull,
  updated_at: timestampOrNull,
  _links: links,
});

/** Describes the token of the caller as a user. */
export async function describeUser(database: Database, caller: Caller, link: Link) {
  const { tokenId: id } = caller;
  const token = await findToken(database, id);
  const createdAt = toTimestampOrNull(token?.created_at);
  return {
    id,
    username: id,
    first_name: token?.name ?? id,
    last_name: '',
    email: '',
    email_verified: true,
    phone_number_verified: true,
    mfa_enabled: false,
    sso_enabled: false,
    deactivated: false,
    country: '',
    company: '',
    website: '',
    picture: '',
    created_at: createdAt,
    updated_at: createdAt,
    _links: { self: { href: link('users', id) } },
  };
}
