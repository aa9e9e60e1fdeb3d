import { sql, type Kysely } from 'kysely';

/** Keeps cassettes of runs, for the integrations whose runs are to be recorded. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(recordings).execute(database);
}

const recordings = /* sql */ `
create table recording_orders (
  integration_id text primary key references integrations on delete cascade,
  project_id text not null,
  ordered_at timestamptz not null default now(),
  ordered_by text not null,
  count integer not null check (count > 0),
  remaining integer not null check (remaining >= 0),
  until timestamptz not null
);
comment on table recording_orders is 'Integrations whose runs are recorded. Without a row nothing is.';
comment on column recording_orders.ordered_by is 'The id of the token; "bootstrap" for that of the configuration.';
comment on column recording_orders.count is 'How many attempts were to be recorded.';
comment on column recording_orders.remaining is 'How many of them are still to be recorded.';
comment on column recording_orders.until is 'When recording ends, whatever remains.';

create trigger recording_orders_bump_revision after insert or delete or update of ordered_at on recording_orders
  for each row execute function upshot_bump_revision();

create table recordings (
  run_id text not null,
  attempt integer not null,
  project_id text not null references projects on delete cascade,
  integration_id text not null references integrations on delete cascade,
  recorded_at timestamptz not null default now(),
  expires_at timestamptz not null,
  bytes integer not null,
  cassette_sealed text not null,
  primary key (run_id, attempt)
);
create index recordings_project_idx on recordings (project_id) include (bytes);
create index recordings_integration_idx on recordings (integration_id);
create index recordings_expires_idx on recordings (expires_at);
comment on table recordings is 'Cassettes of attempts: what a script was given and did, secrets replaced by names.';
comment on column recordings.bytes is 'The size of the cassette before it was sealed.';
`;
