import { sql, type Kysely } from 'kysely';

/** Makes the ledger. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(ledger).execute(database);
}

const ledger = /* sql */ `
create table projects (
  id text primary key,
  title text not null,
  document jsonb not null default '{}',
  revision bigint not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz
);
comment on table projects is 'Where activities happen and integrations belong.';
comment on column projects.document is 'Further properties of the "project" object that scripts see.';
comment on column projects.revision is 'Grows with every change to the project, its integrations and their variables: matching uses the integrations of exactly one revision.';

create table tokens (
  id text primary key,
  project_id text references projects on delete cascade,
  scope text not null check (scope in ('producer', 'read', 'admin')),
  name text not null,
  hash bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
comment on table tokens is 'Who may call the API.';
comment on column tokens.project_id is 'The one project it is good for; null for all of them.';
comment on column tokens.hash is 'SHA-256 of the token; the token itself is kept nowhere.';

create table integrations (
  id text primary key,
  project_id text not null references projects on delete cascade,
  type text not null check (type in ('script', 'webhook')),
  events text[] not null,
  states text[] not null,
  environments text[] not null,
  excluded_environments text[] not null,
  result text not null check (result in ('*', 'success', 'failure')),
  concurrency integer not null check (concurrency between 1 and 64),
  script_version integer,
  url text,
  shared_key_sealed text,
  created_at timestamptz not null default now(),
  updated_at timestamptz,
  deleted_at timestamptz,
  check ((type = 'script') = (script_version is not null)),
  check ((type = 'webhook') = (url is not null))
);
create index integrations_of_project on integrations (project_id) where deleted_at is null;
comment on table integrations is 'What a project wants done, and when.';
comment on column integrations.concurrency is 'How many lanes its runs are spread over. One lane: in order, one at a time.';
comment on column integrations.script_version is 'The version of its script that runs now.';
comment on column integrations.shared_key_sealed is 'The key that signs its webhooks, sealed with AES-256-GCM.';

create table script_versions (
  integration_id text not null references integrations on delete cascade,
  version integer not null,
  source text not null,
  created_at timestamptz not null default now(),
  primary key (integration_id, version)
);
comment on table script_versions is 'Every source a script integration ever had. Rows are never changed.';

create table variables (
  id text primary key,
  integration_id text not null references integrations on delete cascade,
  name text not null,
  value text,
  value_sealed text,
  is_json boolean not null default false,
  is_sensitive boolean not null default false,
  attributes jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz,
  unique (integration_id, name),
  check ((value is null) <> (value_sealed is null)),
  check (is_sensitive = (value_sealed is not null))
);
comment on table variables is 'Named values that an integration''s script reads.';
comment on column variables.value_sealed is 'A sensitive value, sealed with AES-256-GCM.';

create table storage (
  integration_id text not null references integrations on delete cascade,
  key text not null,
  value text not null,
  updated_at timestamptz not null default now(),
  primary key (integration_id, key)
);
comment on table storage is 'What scripts keep between runs. Written only together with the outcome of the run that wrote it.';
comment on column storage.key is 'The key in JSON notation without the quotes, so that every string is possible.';
comment on column storage.value is 'The value as JSON text.';

create table activity_identities (
  project_id text not null,
  activity_id text not null,
  state text not null,
  seq bigint not null generated always as identity,
  recorded_at timestamptz not null default now(),
  primary key (project_id, activity_id, state)
);
comment on table activity_identities is 'Which activities were recorded: id and state, once.';

create table activities (
  seq bigint not null,
  recorded_at timestamptz not null,
  project_id text not null,
  id text not null,
  type text not null,
  state text not null,
  result text,
  environments text[] not null,
  created_at timestamptz not null,
  body text not null,
  receipt json not null,
  trace_id text,
  primary key (recorded_at, seq)
) partition by range (recorded_at);
create index activities_newest on activities (project_id, created_at desc);
-- Compressing with pglz costs more than everything else about recording an activity.
do $$ begin
  alter table activities alter column body set compression lz4;
exception when feature_not_supported then
  alter table activities alter column body set storage external;
end $$;
comment on table activities is 'What happened, as it was posted. One partition a day.';
comment on column activities.seq is 'Grows in the order of recording.';
comment on column activities.created_at is 'As the producer says; the time of recording where it says nothing usable.';
comment on column activities.body is 'The exact bytes that were posted (always UTF-8).';
comment on column activities.receipt is 'Which integrations matched, and why the others did not.';

create table pending_runs (
  seq bigint primary key generated always as identity,
  id text not null unique,
  project_id text not null,
  integration_id text not null,
  lane text not null,
  activity_seq bigint not null,
  activity_recorded_at timestamptz not null,
  activity_id text not null,
  activity_type text not null,
  activity_state text not null,
  activity_bytes integer not null,
  due_at timestamptz not null default '-infinity',
  attempt integer not null default 0,
  begun_at timestamptz,
  begun_by text,
  interruptions integer not null default 0,
  traceparent text
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
create index pending_runs_of_lane on pending_runs (lane, due_at, seq);
create index pending_runs_of_activity on pending_runs (project_id, activity_id);
comment on table pending_runs is 'Runs that have no final outcome yet. A row leaves in the transaction that logs its outcome.';
comment on column pending_runs.due_at is 'Not before this time. "-infinity" until a retry is waited for, so that order is the order of seq.';
comment on column pending_runs.attempt is 'How many attempts have begun.';
comment on column pending_runs.begun_at is 'When the attempt under way began; null while none is.';
comment on column pending_runs.interruptions is 'How many of its attempts were cut short by the death of a slot or a worker.';

create table lanes (
  id text primary key,
  integration_id text not null,
  epoch bigint not null default 0,
  holder text,
  claimed_at timestamptz
) with (fillfactor = 70);
comment on table lanes is 'Who works on a lane. Only the holder of the newest epoch can settle.';

create table activity_log (
  seq bigint not null generated always as identity,
  logged_at timestamptz not null default now(),
  run_id text not null,
  attempt integer not null,
  is_final boolean not null,
  outcome text not null check (outcome in ('succeeded', 'failed', 'timed_out', 'out_of_memory', 'crashed', 'interrupted', 'quarantined', 'cancelled')),
  project_id text not null,
  integration_id text not null,
  integration_type text not null,
  script_version integer,
  activity_id text not null,
  activity_type text not null,
  activity_state text not null,
  activity_recorded_at timestamptz not null,
  started_at timestamptz,
  duration_ms double precision,
  cpu_ms double precision,
  fetches integer,
  http_status integer,
  error_name text,
  error_message text,
  error_stack text,
  error_line integer,
  error_column integer,
  output text not null default '',
  output_index jsonb not null default '[]',
  output_omitted_bytes integer not null default 0,
  next_attempt_at timestamptz,
  trace_id text,
  worker text not null,
  primary key (logged_at, seq)
) partition by range (logged_at);
create index activity_log_of_project on activity_log (project_id, logged_at desc);
create index activity_log_of_integration on activity_log (integration_id, logged_at desc);
create index activity_log_of_activity on activity_log (project_id, activity_id);
create index activity_log_of_run on activity_log (run_id, attempt);
comment on table activity_log is 'How every attempt of every run ended. Rows are only ever added. One partition a day.';
comment on column activity_log.logged_at is 'When the outcome was settled.';
comment on column activity_log.run_id is 'One integration answering one activity; the same over all its attempts.';
comment on column activity_log.attempt is 'Numbered from 1 without gaps.';
comment on column activity_log.is_final is 'Whether this outcome is the run''s last. Exactly one entry of a run is final.';
comment on column activity_log.outcome is 'succeeded, failed, timed_out, out_of_memory, crashed (the slot died, another attempt follows), interrupted (the worker died, another attempt follows), quarantined (crashed or interrupted too often), cancelled (its integration was deleted).';
comment on column activity_log.script_version is 'Which of the integration''s script_versions ran.';
comment on column activity_log.duration_ms is 'Wall-clock time of the attempt in milliseconds.';
comment on column activity_log.cpu_ms is 'Processor time of the attempt in milliseconds; null for a webhook.';
comment on column activity_log.fetches is 'How many HTTP requests the script made.';
comment on column activity_log.http_status is 'What a webhook''s receiver answered.';
comment on column activity_log.error_line is 'Line in the script, from 1.';
comment on column activity_log.output is 'What the script printed, one line after the other. Sensitive values are masked.';
comment on column activity_log.output_index is 'For each line of output: [milliseconds since the start, level, length in UTF-16 units].';
comment on column activity_log.output_omitted_bytes is 'How much of the output was left out in the middle, beyond the limit.';
comment on column activity_log.next_attempt_at is 'When a failed webhook is tried again.';
comment on column activity_log.trace_id is 'The OpenTelemetry trace over the whole way of the activity.';
comment on column activity_log.worker is 'Which worker settled it.';

create view activity_documents as
  select seq, recorded_at, project_id, id, type, state, result, environments, created_at, trace_id,
    case when pg_input_is_valid(body, 'jsonb') then body::jsonb end as document
  from activities;
comment on view activity_documents is 'Activities with their body as jsonb; null where jsonb cannot hold it (a NUL or a lone surrogate).';

create function upshot_make_partitions(first_day date, days integer) returns void language plpgsql as $$
declare
  parent text;
  day date;
  name text;
begin
  perform pg_advisory_xact_lock(7370002);
  perform set_config('lock_timeout', '200ms', true);
  foreach parent in array array['activities', 'activity_log'] loop
    if to_regclass(parent || '_default') is null then
      execute format('create table %I partition of %I default', parent || '_default', parent);
    end if;
    for day in select generate_series(first_day, first_day + days - 1, '1 day')::date loop
      name := parent || to_char(day, '_YYYYMMDD');
      continue when to_regclass(name) is not null;
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          name, parent, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
      exception
        when check_violation then
          raise warning 'partition % was not made: the default partition already has rows of that day', name;
        when lock_not_available then
          raise warning 'partition % was not made: % is being read for long; it is tried again later', name, parent;
      end;
    end loop;
  end loop;
end $$;
comment on function upshot_make_partitions is 'Makes the daily partitions (UTC) of the given days, where they are missing. Never waits long, and leaves to the default partition what it could not make.';

create function upshot_bump_revision() returns trigger language plpgsql as $$
begin
  update projects set revision = revision + 1 where id = coalesce(new.project_id, old.project_id);
  return null;
end $$;
create function upshot_bump_own_revision() returns trigger language plpgsql as $$
begin
  new.revision := old.revision + 1;
  return new;
end $$;
create function upshot_bump_revision_of_variables() returns trigger language plpgsql as $$
begin
  update projects p set revision = revision + 1
  from integrations i where i.id = coalesce(new.integration_id, old.integration_id) and p.id = i.project_id;
  return null;
end $$;
create trigger projects_bump_revision before update on projects
  for each row when (old.revision = new.revision) execute function upshot_bump_own_revision();
create trigger variables_bump_revision after insert or update or delete on variables
  for each row execute function upshot_bump_revision_of_variables();
create trigger integrations_bump_revision after insert or update or delete on integrations
  for each row execute function upshot_bump_revision();
`;
