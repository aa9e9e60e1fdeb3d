import { sql, type Kysely } from 'kysely';

/** Keeps the idempotency keys of posted activities. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(keys).execute(database);
}

const keys = /* sql */ `
create table posting_keys (
  project_id text not null,
  key text not null,
  digest text not null,
  created_at timestamptz not null default now(),
  primary key (project_id, key)
);
comment on table posting_keys is 'Idempotency keys with which activities were posted, for a day.';
comment on column posting_keys.digest is 'SHA-256 of the body: the same key with another body is refused.';
create index posting_keys_oldest on posting_keys (created_at);
`;
