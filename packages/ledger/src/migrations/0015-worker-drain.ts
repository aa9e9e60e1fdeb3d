import { sql, type Kysely } from 'kysely';

/** Lets workers be drained on request, and report which lanes and slots they use. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
  await sql.raw(view).execute(database);
}

const columns = /* sql */ `
alter table workers
  add column active_lanes text[],
  add column parked_lanes text[],
  add column parked_count integer,
  add column slots_running integer,
  add column slots_blocked integer,
  add column max_running_slots integer,
  add column max_slots integer,
  add column drain_requested_at timestamptz,
  add column drain_requested_by text,
  add column drained_at timestamptz;
comment on column workers.active_lanes is 'The lanes it worked on when it last reported; null for an older version.';
comment on column workers.parked_lanes is 'Lanes that wait because their project has its share of the worker; the first 200.';
comment on column workers.parked_count is 'How many lanes are parked.';
comment on column workers.slots_running is 'Slots whose script computes.';
comment on column workers.slots_blocked is 'Slots whose script waits for a host function.';
comment on column workers.max_running_slots is 'How many scripts compute at once (UPSHOT_RUNNING_SLOTS).';
comment on column workers.max_slots is 'How many scripts run at once (UPSHOT_MAX_SLOTS).';
comment on column workers.drain_requested_at is 'When it was asked to claim no more lanes; null while it may.';
comment on column workers.drain_requested_by is 'The id of the token that asked.';
comment on column workers.drained_at is 'Since when it has worked on no lane, as it was asked.';
`;

const view = /* sql */ `
create or replace view v1.workers as
  select w.id, w.version, w.started_at, w.seen_at, w.claimed_at, w.lanes,
    (select count(*) from public.lanes l where l.holder = w.id) as lanes_held,
    cardinality(w.active_lanes) as lanes_active, w.parked_count as lanes_parked, w.slots_running, w.slots_blocked,
    w.drain_requested_at, w.drained_at
  from public.workers w;
comment on column v1.workers.lanes_active is 'Lanes that it worked on when it last reported.';
comment on column v1.workers.lanes_parked is 'Lanes that wait because their project has its share of the worker.';
comment on column v1.workers.slots_running is 'Slots whose script computes.';
comment on column v1.workers.slots_blocked is 'Slots whose script waits for a host function.';
comment on column v1.workers.drain_requested_at is 'When it was asked to claim no more lanes; null while it may.';
comment on column v1.workers.drained_at is 'Since when it has worked on no lane, as it was asked.';
`;
