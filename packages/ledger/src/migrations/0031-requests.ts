import { sql, type Kysely } from 'kysely';
import { nameOf } from './0013-view-parts.ts';

/** Keeps what each attempt asked for over HTTP: the first requests, with masked URLs. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(column).execute(database);
  await sql.raw(view).execute(database);
}

const column = /* sql */ `
alter table activity_log add column requests json;
comment on column activity_log.requests is 'Its first HTTP requests: [ms since its start, method, masked URL, status or error, ms, bytes out, bytes in]. Null: none, or not known.';
`;

/** `->>` of an array's element. */
const item = (index: number, type: string) => `(r.value ->> ${index})::${type}`;

const view = /* sql */ `
create view v1.requests as
  select l.project_id as project, l.integration_id, ${nameOf('l.integration_id')} as integration, l.integration_type,
    l.activity_id, l.run_id as run, l.attempt, r.number::integer as number,
    l.started_at + ${item(0, 'float8')} * interval '1 ms' as at, ${item(1, 'text')} as method, ${item(2, 'text')} as url,
    substring(r.value ->> 2 from '^[a-zA-Z][a-zA-Z0-9+.-]*://([^/?#]+)') as host,
    case when json_typeof(r.value -> 3) = 'number' then ${item(3, 'integer')} end as status,
    case when json_typeof(r.value -> 3) = 'string' then ${item(3, 'text')} end as error,
    ${item(4, 'float8')} as duration_ms, ${item(5, 'bigint')} as bytes_out, ${item(6, 'bigint')} as bytes_in,
    l.logged_at as ended_at, l.trace_id, l.commit_xid as commit_order
  from public.activity_log l cross join lateral json_array_elements(l.requests) with ordinality as r(value, number)
  where l.requests is not null;
comment on view v1.requests is 'HTTP requests of attempts: fetches of scripts, the first 50 of each attempt, and deliveries of webhooks.';
comment on column v1.requests.project is 'The project.';
comment on column v1.requests.integration_id is 'The integration.';
comment on column v1.requests.integration is 'The integration''s name now; null when it was deleted long ago.';
comment on column v1.requests.integration_type is 'script or webhook.';
comment on column v1.requests.activity_id is 'The activity that the run answers.';
comment on column v1.requests.run is 'The run.';
comment on column v1.requests.attempt is 'The attempt of the run.';
comment on column v1.requests.number is 'The requests of an attempt in their order, from 1.';
comment on column v1.requests.at is 'When it was sent.';
comment on column v1.requests.method is 'Its method.';
comment on column v1.requests.url is 'Where it went first, masked as in the output: without user, query and secrets; of a webhook the origin.';
comment on column v1.requests.host is 'The host and port of the URL.';
comment on column v1.requests.status is 'The HTTP status, after redirects; null without a response.';
comment on column v1.requests.error is 'Why there was no response. Null together with status: the attempt ended first.';
comment on column v1.requests.duration_ms is 'Until the whole response was read, in milliseconds.';
comment on column v1.requests.bytes_out is 'Bytes of the body that was sent.';
comment on column v1.requests.bytes_in is 'Bytes of the body that was read, decoded; of a webhook the beginning. Null without a response.';
comment on column v1.requests.ended_at is 'When the outcome of the attempt was written. Rows are partitioned by it: name a range.';
comment on column v1.requests.trace_id is 'The OpenTelemetry trace of the activity, or of the replay.';
comment on column v1.requests.commit_order is 'For incremental readers, as in attempts.';
do $$ begin
  grant select on v1.requests to upshot_reader;
exception when undefined_object then null;
end $$;
`;
