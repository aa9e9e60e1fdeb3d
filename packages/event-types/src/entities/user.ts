import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { orNull, timestamp } from '../schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

/** The user who caused an activity. */
export const userSchema = Type.Object({
  id: Type.String({ description: 'A UUID, or "admin" for the platform itself.' }),
  created_at: timestamp,
  updated_at: orNull(timestamp),
  display_name: Type.String(),
});

export type User = Static<typeof userSchema>;

/**
 * People of several scripts, with what tends to break: accents, quotes, ampersands, characters outside the first
 * plane.
 */
const names = [
  'Zoë Ångström',
  'Renée d’Aubigné',
  'Bjørn Þórsson',
  'María-José Núñez',
  'Łukasz Żółć',
  'Ольга Кузнецова',
  '佐藤 花子',
  'سلمى حدّاد',
  'Aroha & Tāne Ltd',
  'Sean O’Brien <ops>',
  '𝒜da 🦊 Lovejoy',
  'Ngọc Trần',
];

/** Makes a person who joined some time in the year before `at`. */
export function makeUser(random: Random, at: number): User {
  return {
    id: random.uuid(),
    created_at: toTimestamp(at - random.integer(1, 365 * 24 * 3600) * 1000),
    updated_at: null,
    display_name: random.pick(names),
  };
}

/** The platform itself: crons, renewals, alerts. */
export function makeBot(at: number): User {
  return { id: 'admin', created_at: toTimestamp(at), updated_at: null, display_name: 'Upshot Bot' };
}
