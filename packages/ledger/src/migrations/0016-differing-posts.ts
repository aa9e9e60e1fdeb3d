import { sql, type Kysely } from 'kysely';

/** Counts, for each token, the repeated activities that came with another body. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
}

const columns = /* sql */ `
alter table tokens
  add column differing_posts integer not null default 0,
  add column last_differing_at timestamptz;
comment on column tokens.differing_posts is 'How many repeated activities it posted with another body than the recorded one. The recorded one stays.';
comment on column tokens.last_differing_at is 'When it last did.';
`;
