import type { Tables } from '@upshot/ledger/tables';
import { sql, type Transaction } from 'kysely';

/** The projects that want to be told, each with its health integrations. */
export type Watched = ReadonlyMap<string, readonly string[]>;

/** Finds the projects that have a health integration, along an index that has those only. */
export async function findWatched(transaction: Transaction<Tables>): Promise<Watched> {
  const { rows } = await sql<{ project_id: string; ids: readonly string[] }>`
    /* watched projects */ select project_id, array_agg(id order by id) as ids from integrations
    where deleted_at is null and type like 'health.%'
    group by project_id`.execute(transaction);
  return new Map(rows.map(({ project_id, ids }) => [project_id, ids]));
}
