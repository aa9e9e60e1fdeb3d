import type { Database } from '../connect.ts';

/** The sealed value of a variable. */
export interface SealedValue {
  readonly id: string;
  readonly sealed: string;
}

/** Finds up to `limit` sealed values that do not begin with `prefix`, behind the variable `after`, by id. */
export async function findValuesSealedOtherwise(
  database: Database,
  { prefix, after, limit }: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<readonly SealedValue[]> {
  return await database
    .selectFrom('variables')
    .select(['id', 'value_sealed as sealed'])
    .where('id', '>', after)
    .where('value_sealed', 'not like', `${prefix}%`)
    .orderBy('id')
    .limit(limit)
    .$narrowType<{ sealed: string }>()
    .execute();
}

/** Writes a value sealed anew, unless it was changed meanwhile. Returns whether it was written. */
export async function replaceSealedValue(
  database: Database,
  { id, sealed }: SealedValue,
  anew: string,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('variables')
    .set({ value_sealed: anew })
    .where('id', '=', id)
    .where('value_sealed', '=', sealed)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
