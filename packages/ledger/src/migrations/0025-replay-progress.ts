import { sql, type Kysely } from 'kysely';

/** Lets replays be followed and cancelled. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
  await sql.raw(view).execute(database);
}

const columns = /* sql */ `
alter table replays
  add column cancelled_at timestamptz,
  add column cancelled_by text;
comment on column replays.cancelled_at is 'Since when no run of it begins: those that wait are cancelled.';
comment on column replays.cancelled_by is 'The id of the token; "bootstrap" for the token of the configuration.';
create index pending_runs_of_replay on pending_runs (replay_id) where replay_id is not null;
`;

const ended = (condition: string) => `(
    select count(*) from public.activity_log l
    where l.project_id = r.project_id and l.replay_id = r.id and l.is_final and ${condition}
      and coalesce(l.replayed_at, l.activity_recorded_at) >= r.created_at
      and coalesce(l.replayed_at, l.activity_recorded_at) < r.created_at + interval '1 second'
      and l.logged_at >= r.created_at - interval '1 day')::integer`;

const view = /* sql */ `
create or replace view v1.replays as
  select r.id, r.project_id as project, r.created_at, r.requested_by, r.request,
    (r.answer -> 'count' ->> 'runs')::integer as runs,
    (select count(*) from public.pending_runs p where p.replay_id = r.id)::integer as pending,
    ${ended("l.outcome = 'succeeded'")} as succeeded,
    ${ended("l.outcome not in ('succeeded', 'cancelled')")} as failed,
    ${ended("l.outcome = 'cancelled'")} as cancelled,
    r.cancelled_at, r.cancelled_by
  from public.replays r;
comment on column v1.replays.runs is 'How many runs it made.';
comment on column v1.replays.pending is 'How many of them have not ended.';
comment on column v1.replays.succeeded is 'How many succeeded, of those that are still in the log.';
comment on column v1.replays.failed is 'How many ended in another way, of those that are still in the log.';
comment on column v1.replays.cancelled is 'How many were cancelled, of those that are still in the log.';
comment on column v1.replays.cancelled_at is 'When it was cancelled; null when it was not.';
comment on column v1.replays.cancelled_by is 'The id of the token that cancelled it.';
`;
