import { sql, type Kysely } from 'kysely';

/** Says that stored values may be sealed. A sealed value is no JSON text, so that it needs no mark of its own. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(comment).execute(database);
}

const comment = /* sql */ `
comment on column storage.value is 'The value as JSON text; sealed ("v1." and a key id before it) where it contains a sensitive variable.';
`;
