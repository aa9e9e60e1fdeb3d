import { Type, type Static } from 'typebox';
import type { Random } from '../random.ts';
import { commitSha } from '../schemas.ts';
import type { User } from './user.ts';

/** A commit that a push brought. */
export const commitSchema = Type.Object({
  sha: commitSha,
  author: Type.Object({
    email: Type.String(),
    name: Type.String(),
    date: Type.Optional(Type.Integer({ description: 'Seconds since 1970; missing in old activities.' })),
  }),
  parents: Type.Optional(Type.Array(commitSha)),
  message: Type.String(),
});

export type Commit = Static<typeof commitSchema>;

const messages = [
  'Fix the price of bundles',
  'Add a cron for the newsletter',
  'Upgrade dependencies',
  'Übersetzungen für die Startseite',
  'Don’t cache the basket 🛒',
  'Merge branch "search" into main',
  'Répare l’export CSV\n\nLes accents étaient perdus.',
  '検索画面を追加',
  'Rewrite queries that were slow\n\nThe list of orders took 4 s; it takes 90 ms now.\n\nCloses #214',
];

/** Makes `count` commits on top of `parent`, the newest first. */
export function makeCommits(
  random: Random,
  { parent, count, author, at }: { parent: string; count: number; author: User; at: number },
): readonly Commit[] {
  const commits: Commit[] = [];
  for (let index = 0; index < count; index++) {
    commits.unshift({
      sha: random.hex(40),
      author: {
        email: `${author.id.slice(0, 8)}@people.example`,
        name: author.display_name,
        date: Math.floor(at / 1000) - (count - index) * 600,
      },
      parents: [commits[0]?.sha ?? parent],
      message: random.pick(messages),
    });
  }
  return commits;
}
