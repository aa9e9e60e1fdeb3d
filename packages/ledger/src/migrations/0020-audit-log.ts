import { sql, type Kysely } from 'kysely';

/** Keeps who changed what: a row for each change that is asked of the API. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(table).execute(database);
  await sql.raw(guard).execute(database);
  await sql.raw(view).execute(database);
}

const table = /* sql */ `
create table audit_log (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  token_id text not null,
  token_name text,
  operation text not null,
  project_id text,
  target jsonb not null,
  fields text[] not null,
  status integer,
  result_id text,
  request_id text not null,
  trace_id text
);
create index audit_log_at on audit_log (at desc, seq desc);
create index audit_log_project on audit_log (project_id, at desc, seq desc);
comment on table audit_log is 'Who asked for which change. A row is written before the change; its outcome is added after it.';
comment on column audit_log.token_id is 'bootstrap for the token of the configuration.';
comment on column audit_log.operation is 'The operationId of the API.';
comment on column audit_log.target is 'What the path names beside the project.';
comment on column audit_log.fields is 'The names of the fields that were sent; never their values.';
comment on column audit_log.status is 'The HTTP status. Null: ingest ended before it was known.';
comment on column audit_log.result_id is 'The id of what was made or changed, where the answer names one.';
`;

/** An audit that can be rewritten proves nothing. The owner of the table can still switch this off. */
const guard = /* sql */ `
create function upshot_guard_audit_log() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.status is null
    and to_jsonb(new) - 'status' - 'result_id' = to_jsonb(old) - 'status' - 'result_id' then return new; end if;
  if tg_op = 'DELETE' and old.at < now() - interval '30 days' then return old; end if;
  raise exception 'audit_log is append-only' using errcode = 'insufficient_privilege';
end $$;
comment on function upshot_guard_audit_log is 'Keeps rows as they were written, for 30 days at least.';
create trigger audit_log_is_append_only before update or delete on audit_log
  for each row execute function upshot_guard_audit_log();
create trigger audit_log_is_not_truncated before truncate on audit_log
  for each statement execute function upshot_guard_audit_log();
`;

const view = /* sql */ `
create view v1.audit as
  select a.seq, a.at, a.token_id as token, a.token_name, a.operation, a.project_id as project, a.target, a.fields,
    a.status, a.result_id as result, a.request_id, a.trace_id
  from public.audit_log a;
comment on view v1.audit is 'Who asked for which change through the API, the refused ones included.';
comment on column v1.audit.seq is 'Orders changes of one moment.';
comment on column v1.audit.at is 'When the change was asked for.';
comment on column v1.audit.token is 'Whose token: its id, or bootstrap for the token of the configuration.';
comment on column v1.audit.token_name is 'The name of the token at that time.';
comment on column v1.audit.operation is 'What was asked for, as the operationId of the API: createIntegration.';
comment on column v1.audit.project is 'The project; null for what concerns the whole deployment.';
comment on column v1.audit.target is 'What the path names beside the project, by kind.';
comment on column v1.audit.fields is 'The names of the fields that were sent; never their values.';
comment on column v1.audit.status is 'The HTTP status of the answer. Null: ingest ended before it was known.';
comment on column v1.audit.result is 'The id of what was made or changed, where the answer names one.';
comment on column v1.audit.request_id is 'The id of the request, which problems and logs name.';
comment on column v1.audit.trace_id is 'The trace of the request.';
do $$ begin
  grant select on v1.audit to upshot_reader;
exception when undefined_object then null;
end $$;
`;
