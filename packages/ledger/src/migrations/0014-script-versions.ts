import { sql, type Kysely } from 'kysely';

/** Keeps of each version of a script why it was made, and by whom. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
}

const columns = /* sql */ `
alter table script_versions
  add column message text,
  add column created_by text,
  add column origin text not null default 'api',
  add column rollback_of integer;
comment on column script_versions.message is 'Why it was made, for people; null where nobody said.';
comment on column script_versions.created_by is 'The id of the token; "bootstrap" for the token of the configuration. Null in versions that an older release made.';
comment on column script_versions.origin is 'What made it: api, or rollback.';
comment on column script_versions.rollback_of is 'The version whose source it repeats, where a rollback made it.';
`;
