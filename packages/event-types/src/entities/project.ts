import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { anyObject, orNull, timestamp } from '../schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';
import { makeSubscription, subscriptionSchema } from './subscription.ts';

/** A project as activities show it. */
export const projectSchema = Type.Object({
  id: Type.String(),
  created_at: timestamp,
  updated_at: orNull(timestamp),
  attributes: anyObject,
  title: Type.String(),
  description: Type.String(),
  owner: Type.String(),
  namespace: orNull(Type.String()),
  organization: Type.Optional(orNull(Type.String())),
  default_branch: orNull(Type.String()),
  status: Type.Object({ code: Type.String(), message: Type.String() }),
  timezone: Type.String(),
  region: Type.String(),
  repository: Type.Object({ url: Type.String(), client_ssh_key: orNull(Type.String()) }),
  default_domain: orNull(Type.String()),
  subscription: subscriptionSchema,
});

export type Project = Static<typeof projectSchema>;

const titles = ['Bücherstube', 'Ferme des Érables', 'Кофейня', '花屋', 'Smith & Daughters', 'Atlas'];

/** Makes a project that is about two years old at `at`. */
export function makeProject(random: Random, id: string, at: number): Project {
  const region = `${random.pick(['eu', 'us', 'au', 'ca'])}-${random.integer(1, 5)}.cloud.example`;
  return {
    id,
    created_at: toTimestamp(at - random.integer(700, 760) * 24 * 3600 * 1000),
    updated_at: toTimestamp(at - random.integer(1, 30) * 24 * 3600 * 1000),
    attributes: {},
    title: random.pick(titles),
    description: '',
    owner: random.uuid(),
    namespace: 'example',
    organization: `01${random.id()}${random.id().slice(0, 11)}`.toUpperCase(),
    default_branch: 'main',
    status: { code: 'provisioned', message: 'ok' },
    timezone: random.pick(['Europe/Vienna', 'America/Toronto', 'Asia/Tokyo', 'UTC']),
    region,
    repository: {
      url: `${id}@git.${region}:${id}.git`,
      client_ssh_key: `ssh-rsa ${random.hex(48)} ${id}@cloud.example`,
    },
    default_domain: null,
    subscription: makeSubscription(random.integer(10_000_000, 99_999_999)),
  };
}
