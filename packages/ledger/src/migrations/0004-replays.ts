import { sql, type Kysely } from 'kysely';

/** Lets recorded activities be fired again. Runs that repeat nothing look as before. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(replays).execute(database);
}

const replays = /* sql */ `
create table replays (
  id text primary key,
  project_id text not null references projects on delete cascade,
  idempotency_key text,
  request jsonb not null,
  answer json not null,
  requested_by text not null,
  created_at timestamptz not null default now(),
  unique (project_id, idempotency_key)
);
comment on table replays is 'Who had which activities fired again, and when.';
comment on column replays.idempotency_key is 'The client''s name for this request: the same request with the same key gets the same answer and fires nothing.';
comment on column replays.request is 'The body of the request.';
comment on column replays.answer is 'What was answered: counts, and the first 1,000 runs.';
comment on column replays.requested_by is 'The id of the token; "bootstrap" for the token of the configuration.';

alter table pending_runs
  add column replay_id text,
  add column replay_of text,
  add column script_version integer;
comment on column pending_runs.replay_id is 'The replay that made this run; null when the activity itself did.';
comment on column pending_runs.replay_of is 'The earlier run that this one repeats; null when there was none.';
comment on column pending_runs.script_version is 'Which of the integration''s script_versions is to run; null for the one that is current by then.';

alter table activity_log
  add column replay_id text,
  add column replay_of text;
comment on column activity_log.replay_id is 'The replay that made this run; null when the activity itself did.';
comment on column activity_log.replay_of is 'The earlier run that this one repeats; null when there was none.';
`;
