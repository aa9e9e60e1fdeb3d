import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** A secret of an integration. */
export interface SealedField {
  readonly id: string;
  readonly field: string;
  readonly sealed: string;
}

/** Finds secrets that do not begin with `prefix`: of up to `limit` integrations behind `after`. */
export async function findSealedOtherwise(
  database: Database,
  { prefix, after, limit }: { readonly prefix: string; readonly after: string; readonly limit: number },
): Promise<readonly SealedField[]> {
  const { rows } = await sql<SealedField>`
    select i.id, s.key as field, s.value as sealed from (
      select id, sealed from integrations
      where id > ${after} and exists (
        select from jsonb_each_text(sealed) s where not starts_with(s.value, ${prefix}))
      order by id limit ${limit}
    ) i cross join lateral jsonb_each_text(i.sealed) s
    where not starts_with(s.value, ${prefix})
    order by i.id, s.key`.execute(database);
  return rows;
}

/** Writes a secret sealed anew, unless it was changed meanwhile. Returns whether it was written. */
export async function replaceSealed(
  database: Database,
  { id, field, sealed }: SealedField,
  anew: string,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update integrations set sealed = sealed || jsonb_build_object(${field}::text, ${anew}::text)
    where id = ${id} and sealed ->> ${field} = ${sealed}`.execute(database);
  return numAffectedRows > 0n;
}
