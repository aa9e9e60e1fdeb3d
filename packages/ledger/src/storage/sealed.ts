import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Stored } from '../tables.ts';

type Place = Pick<Stored, 'integration_id' | 'key'>;

/** A sealed value of a script's storage. */
export interface SealedStored extends Place {
  readonly sealed: string;
}

/**
 * Looks through up to `limit` stored values behind `after`. Gives the sealed ones that do not begin with `prefix`, and
 * the last place that was looked at: undefined when there is no more.
 */
export async function findStoredSealedOtherwise(
  database: Database,
  { prefix, after, limit }: { readonly prefix: string; readonly after: Place; readonly limit: number },
): Promise<{ readonly values: readonly SealedStored[]; readonly last: Place | undefined }> {
  const { rows } = await sql<Place & { readonly sealed: string | null }>`
    select integration_id, key,
      case when starts_with(value, 'v1.') and not starts_with(value, ${prefix}) then value end as sealed
    from storage where (integration_id, key) > (${after.integration_id}, ${after.key})
    order by integration_id, key limit ${limit}`.execute(database);
  const values = rows.flatMap(({ sealed, ...place }) => (sealed === null ? [] : [{ ...place, sealed }]));
  return { values, last: rows.at(-1) };
}

/** Writes a value sealed anew, unless it was changed meanwhile. Returns whether it was written. */
export async function replaceSealedStored(
  database: Database,
  { integration_id, key, sealed }: SealedStored,
  anew: string,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('storage')
    .set({ value: anew })
    .where('integration_id', '=', integration_id)
    .where('key', '=', key)
    .where('value', '=', sealed)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
