import { sql, type Kysely } from 'kysely';

/** Identities are written in the order of their time, so a small index of blocks finds the old ones. */
export async function prepare(connection: Kysely<unknown>): Promise<void> {
  await sql`set lock_timeout = 0`.execute(connection);
  await sql`create index concurrently if not exists activity_identities_by_time
    on activity_identities using brin (recorded_at)`.execute(connection);
  await sql`reset lock_timeout`.execute(connection);
}

/** Lets old data leave: projects may keep it for shorter or longer, and each run of retention is known. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(retention).execute(database);
}

const retention = /* sql */ `
alter table projects add column retention jsonb not null default '{}';
comment on column projects.retention is 'For how many days this project keeps data, where it differs from the deployment: activity_days, succeeded_days, log_days.';

create table retention_trims (
  partition text primary key,
  rule text not null,
  trimmed_at timestamptz not null default now()
);
comment on table retention_trims is 'Daily partitions from which expired rows were deleted, while other rows stay.';
comment on column retention_trims.rule is 'What had expired then; the partition is trimmed again when this changes.';

create table retention_runs (
  id text primary key,
  requested_by text,
  is_dry_run boolean not null default false,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  worker text,
  result json,
  error text
);
create index retention_runs_newest on retention_runs (requested_at desc);
comment on table retention_runs is 'Removals of expired data, by the hour or on request.';
comment on column retention_runs.requested_by is 'The id of the token; null for the hourly run.';
comment on column retention_runs.is_dry_run is 'Whether it only says what would go.';
comment on column retention_runs.worker is 'Which worker carries it out.';
comment on column retention_runs.result is 'What went, or would go, and how much is left.';
comment on column retention_runs.error is 'Why it ended early; the next run continues.';
`;
