import { IsObject, Type, type TObject } from 'typebox';
import type { Access } from '../access.ts';
import type { Endpoint } from '../endpoint.ts';

/**
 * The query parameters that an endpoint takes; any other is refused. Addresses for everyone ignore the others: OAuth 2
 * has it so (RFC 6749, section 3.2), and probes add what they like.
 */
export function querySchemaOf({ query }: Endpoint, access: Access): TObject {
  const known = query !== undefined && IsObject(query) ? query.properties : {};
  return Type.Object(known, access === 'anyone' ? {} : { additionalProperties: false });
}
