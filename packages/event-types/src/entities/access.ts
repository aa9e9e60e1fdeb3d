import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { makeUser } from './user.ts';

/** What a user may do. */
export const accessSchema = Type.Object({
  id: Type.Optional(Type.String()),
  display_name: Type.String(),
  email: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
});

export type Access = Static<typeof accessSchema>;

/** Makes the access of some person. */
export function makeAccess(random: Random, at: number): Access {
  const { id, display_name } = makeUser(random, at);
  return {
    id,
    display_name,
    email: `${id.slice(0, 8)}@people.example`,
    role: random.pick(['viewer', 'contributor', 'admin']),
  };
}
