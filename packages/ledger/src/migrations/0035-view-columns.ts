import { sql, type Kysely } from 'kysely';
import { body, entry, nameOf } from './0013-view-parts.ts';

/** Adds columns to the views for analysts: digests of scripts, who made a version, cursors; and a view of storage. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(views).execute(database);
  await sql.raw(comments).execute(database);
}

const digest = (source: string) => `encode(sha256(convert_to(${source}, 'UTF8')), 'hex')`;

/** The digest of the script that a log entry `l` is of. */
export const scriptOfEntry = `(
    select ${digest('v.source')} from public.script_versions v
    where v.integration_id = l.integration_id and v.version = l.script_version) as script_sha`;

const views = /* sql */ `
create or replace view v1.runs as
  select l.run_id as run, l.attempt as attempts, ${entry}, l.isolation, ${scriptOfEntry}
  from public.activity_log l where l.is_final;

create or replace view v1.attempts as
  select l.run_id as run, l.attempt, l.is_final, l.next_attempt_at, ${entry}, l.isolation, ${scriptOfEntry}
  from public.activity_log l;

create or replace view v1.versions as
  select i.project_id as project, v.integration_id, i.name as integration, v.version,
    v.version = i.script_version as is_current, v.created_at, v.source, ${digest('v.source')} as script_sha, v.message,
    v.created_by, v.origin, v.rollback_of
  from public.script_versions v join public.integrations i on i.id = v.integration_id;

create or replace view v1.integrations as
  select id, project_id as project, name, type, events, states, environments, excluded_environments, result,
    concurrency, script_version, paused_at, paused_reason, created_at, updated_at, deleted_at, max_per_second, burst,
    managed_by
  from public.integrations;

create or replace view v1.activities as
  select a.project_id as project, a.id, a.type, a.state, a.result, a.environments[1] as environment,
    a.environments, ${body} -> 'payload' -> 'user' ->> 'display_name' as "user", a.created_at, a.recorded_at,
    json_array_length(a.receipt -> 'matched') as matched, json_array_length(a.receipt -> 'skipped') as skipped,
    a.trace_id, ${body} as document, a.commit_xid as commit_order
  from public.activities a;

create or replace view v1.skips as
  select a.project_id as project, a.id as activity_id, a.type as activity_type, a.state as activity_state,
    a.environments[1] as environment, a.recorded_at, s.value ->> 'integration' as integration_id,
    ${nameOf("s.value ->> 'integration'")} as integration, s.value -> 'reason' ->> 'field' as field,
    s.value -> 'reason' ->> 'message' as reason, a.commit_xid as commit_order
  from public.activities a, json_array_elements(a.receipt -> 'skipped') s;

create view v1.storage as
  select i.project_id as project, i.id as integration_id, i.name as integration, count(*) as keys,
    sum(octet_length(s.key) + octet_length(s.value)) as bytes
  from public.storage s join public.integrations i on i.id = s.integration_id
  group by i.id;
do $$ begin
  grant select on v1.storage to upshot_reader;
exception when undefined_object then null;
end $$;
`;

const sha = 'The SHA-256 of the script in hex, the same for equal sources';
const cursor = 'For incremental readers, as in runs; null in rows of an older version.';

const comments = /* sql */ `
comment on column v1.runs.script_sha is '${sha}; null for other types, or when its versions have left.';
comment on column v1.attempts.script_sha is '${sha}; null for other types, or when its versions have left.';
comment on column v1.versions.script_sha is '${sha}.';
comment on column v1.versions.message is 'Why it was made; null without a message.';
comment on column v1.versions.created_by is 'The id of the token; bootstrap for the token of the configuration.';
comment on column v1.versions.origin is 'What made it: api, apply, or rollback.';
comment on column v1.versions.rollback_of is 'The version whose source it repeats, where a rollback made it.';
comment on column v1.integrations.managed_by is 'The set of files that made it (integration:apply); null without one.';
comment on column v1.activities.commit_order is '${cursor}';
comment on column v1.skips.commit_order is '${cursor}';
comment on view v1.storage is 'How much the scripts of each integration store now. What they store is left out: it may be secret.';
comment on column v1.storage.project is 'The project.';
comment on column v1.storage.integration_id is 'The integration.';
comment on column v1.storage.integration is 'Its name.';
comment on column v1.storage.keys is 'How many keys it has stored.';
comment on column v1.storage.bytes is 'Bytes of keys and values; a value that holds a secret is sealed, which takes more.';
`;
