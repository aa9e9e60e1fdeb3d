import { sql, type Kysely } from 'kysely';

/** Keeps of each integration which set of files made it. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
}

const columns = /* sql */ `
alter table integrations add column managed_by text;
comment on column integrations.managed_by is 'The set of files whose apply made it; null where it was added by hand. An apply with prune deletes what its set no longer has.';
comment on column script_versions.origin is 'What made it: api, apply, or rollback.';
`;
