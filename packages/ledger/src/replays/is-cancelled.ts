import { sql, type RawBuilder } from 'kysely';

/**
 * Whether the replay was cancelled, as a condition in SQL; not without a replay. A look into the index of ids, whatever
 * plan a prepared statement got.
 */
export function isCancelled(replayId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(select cancelled_at is not null from replays where replays.id = ${replayId}) is true`;
}
