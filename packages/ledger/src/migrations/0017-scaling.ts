import { sql, type Kysely } from 'kysely';

/** Keeps an hour of samples of the load, from which the number of workers is decided. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(samples).execute(database);
}

const samples = /* sql */ `
create table scaling_samples (
  sampled_at timestamptz primary key default now(),
  due_lanes integer not null,
  oldest_age_ms double precision not null,
  runs_created bigint not null,
  workers integer not null,
  lanes integer not null,
  active_lanes integer not null,
  running_slots integer not null,
  max_running_slots integer not null,
  busy_slots integer not null,
  max_slots integer not null
);
comment on table scaling_samples is 'The load, every ten seconds for an hour: what GET /api/scaling decides from.';
comment on column scaling_samples.due_lanes is 'Lanes with due runs, those under way included; paused integrations do not count.';
comment on column scaling_samples.runs_created is 'How many runs were ever recorded.';
comment on column scaling_samples.workers is 'Workers that claim lanes: alive, and not asked to drain. The following columns are their sums.';
comment on column scaling_samples.running_slots is 'Scripts that compute.';
comment on column scaling_samples.busy_slots is 'Scripts that compute or wait for a host function.';
`;
