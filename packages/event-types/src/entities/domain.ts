import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, orNull, timestamp } from '../schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

/** A domain that leads to a project or an environment. */
export const domainSchema = Type.Object({
  id: Type.Optional(Type.String()),
  created_at: Type.Optional(timestamp),
  updated_at: Type.Optional(orNull(timestamp)),
  name: Type.String(),
  type: Type.Optional(Type.String()),
  is_default: Type.Optional(Type.Boolean()),
  attributes: Type.Optional(anyObject),
  ssl: Type.Object({
    has_certificate: Type.Boolean(),
    ca: Type.Optional(Type.Array(Type.String())),
    expires_on: Type.Optional(orNull(timestamp)),
  }),
});

export type Domain = Static<typeof domainSchema>;

const names = ['shop.example.com', 'www.example.org', 'xn--bcherstube-9db.example.net'];

/** Makes a domain with a certificate that ends in about three months. */
export function makeDomain(random: Random, at: number): Domain {
  const name = random.pick(names);
  return {
    id: name,
    created_at: toTimestamp(at),
    updated_at: null,
    name,
    type: 'production',
    is_default: false,
    attributes: {},
    ssl: {
      has_certificate: true,
      ca: [],
      expires_on: toTimestamp(at + random.integer(80, 90) * 24 * 3600 * 1000),
    },
  };
}
