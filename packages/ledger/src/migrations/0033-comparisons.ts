import { sql, type Kysely } from 'kysely';

/** Keeps comparisons of scripts with history while workers carry them out, and for a day. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(comparisons).execute(database);
}

const comparisons = /* sql */ `
create table comparisons (
  id text primary key,
  project_id text not null references projects on delete cascade,
  integration_id text not null references integrations on delete cascade,
  created_at timestamptz not null default now(),
  created_by text not null,
  request json not null,
  source text not null,
  total integer not null check (total >= 0),
  started_at timestamptz,
  holder text,
  held_until timestamptz,
  until timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('complete', 'cancelled', 'expired')),
  expires_at timestamptz not null
);
create unique index comparisons_open_idx on comparisons (project_id) where ended_at is null;
create index comparisons_project_idx on comparisons (project_id, created_at);
create index comparisons_integration_idx on comparisons (integration_id);
create index comparisons_expires_idx on comparisons (expires_at);
comment on table comparisons is 'Scripts compared with what an integration did. One at once in a project.';
comment on column comparisons.created_by is 'The id of the token; "bootstrap" for that of the configuration.';
comment on column comparisons.request is 'What was asked for, without the source.';
comment on column comparisons.total is 'How many runs were chosen.';
comment on column comparisons.holder is 'The turn of a worker that compares, while held_until lies ahead.';
comment on column comparisons.until is 'When it ends, however far it has come.';
comment on column comparisons.expires_at is 'When it is removed.';

create table comparison_runs (
  comparison_id text not null references comparisons on delete cascade,
  place integer not null,
  run_id text not null,
  attempt integer not null,
  run_created_at timestamptz not null,
  script_version integer,
  activity_id text not null,
  activity_type text not null,
  activity_state text not null,
  was text not null,
  tries integer not null default 0,
  verdict text check (verdict in ('same', 'changed', 'fixed', 'broken', 'skipped')),
  is_exact boolean not null default false,
  outcome text,
  skipped_because text,
  differences json not null default '[]',
  omitted_differences integer not null default 0,
  primary key (comparison_id, place)
);
comment on table comparison_runs is 'The runs of a comparison, and what became of each.';
comment on column comparison_runs.was is 'How the run ended.';
comment on column comparison_runs.tries is 'How often it was begun: workers may die meanwhile.';
comment on column comparison_runs.verdict is 'Null until it is compared.';
comment on column comparison_runs.is_exact is 'Whether it was recorded and compared in everything.';
comment on column comparison_runs.outcome is 'How it ends with the other source.';
comment on column comparison_runs.differences is 'Shortened, with secrets redacted.';
`;
