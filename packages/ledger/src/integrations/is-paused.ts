import { sql, type RawBuilder } from 'kysely';

/**
 * Whether the integration is paused, as a condition in SQL. A look into the index of ids, whatever plan a prepared
 * statement got: as `exists (…)` it would become a join, for which all integrations may be read.
 */
export function isPaused(id: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(
    select i.paused_at is not null and i.deleted_at is null from integrations i where i.id = ${id}) is true`;
}
