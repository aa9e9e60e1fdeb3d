import { sql, type Kysely } from 'kysely';
import { nameOf, ofActivity } from './0013-view-parts.ts';

/** Lets integrations have a rate limit, and keeps their buckets of tokens. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(tables).execute(database);
  await sql.raw(views).execute(database);
}

const limitSays = 'The most attempts a second, over all workers; null for any number.';
const burstSays = 'How many of those attempts may begin at once after a pause.';
const untilSays = 'Until when its lane waits for the rate limit; null where it does not.';

const tables = /* sql */ `
alter table integrations
  add column max_per_second float8,
  add column burst integer not null default 1;
comment on column integrations.max_per_second is '${limitSays}';
comment on column integrations.burst is '${burstSays}';

alter table lanes add column limited_until timestamptz;
comment on column lanes.limited_until is 'When the lane is to ask for a token of its rate limit again. A time that has passed, or lies far ahead, means nothing.';

create table rate_limits (
  integration_id text primary key references integrations on delete cascade,
  next_at timestamptz not null,
  taken_at timestamptz not null,
  wake_at timestamptz not null default '-infinity'
) with (fillfactor = 50);
comment on table rate_limits is 'Buckets of tokens of integrations with a rate limit: an attempt takes one.';
comment on column rate_limits.next_at is 'When the next token is there (GCRA: theoretical arrival time less the tolerance).';
comment on column rate_limits.taken_at is 'When the last token was taken.';
comment on column rate_limits.wake_at is 'The last time for which a lane that found no token was told to ask again: lanes come one after the other.';
`;

const views = /* sql */ `
create or replace view v1.integrations as
  select id, project_id as project, name, type, events, states, environments, excluded_environments, result,
    concurrency, script_version, paused_at, paused_reason, created_at, updated_at, deleted_at, max_per_second, burst
  from public.integrations;
comment on column v1.integrations.max_per_second is '${limitSays}';
comment on column v1.integrations.burst is '${burstSays}';

create or replace view v1.pending as
  select l.id as run, l.project_id as project, l.integration_id,
    ${nameOf('l.integration_id')} as integration, l.activity_id, l.activity_type, l.activity_state,
    ${ofActivity('a.environments[1]')} as environment,
    case when i.paused_at is not null then 'paused' when l.begun_at is not null then 'running'
      when l.due_at > now() then 'scheduled' else 'waiting' end as status,
    l.attempt as attempts, l.activity_recorded_at as recorded_at,
    coalesce(l.replayed_at, l.activity_recorded_at) as created_at, l.due_at, l.begun_at, l.begun_by as worker,
    (extract(epoch from now() - coalesce(l.replayed_at, l.activity_recorded_at)) * 1000)::float8 as age_ms,
    l.interruptions, l.replay_id, l.replay_of,
    (select n.limited_until from public.lanes n
      where n.id = l.lane and l.begun_at is null
        and n.limited_until > now() and n.limited_until <= now() + interval '60 s') as rate_limited_until
  from public.pending_runs l left join public.integrations i on i.id = l.integration_id;
comment on column v1.pending.rate_limited_until is '${untilSays}';
`;
