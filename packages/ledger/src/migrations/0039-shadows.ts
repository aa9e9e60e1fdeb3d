import { sql, type Kysely } from 'kysely';

/** Adds shadows: comparisons with the runs that come. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(shadows).execute(database);
}

const shadows = /* sql */ `
alter table comparisons
  add column kind text not null default 'history' check (kind in ('history', 'shadow')),
  add column base_version integer,
  add column message text,
  add column promotes_if_same boolean not null default false,
  add column promoted_version integer,
  add column cpu_ms double precision not null default 0;
comment on column comparisons.kind is 'history: with past runs; shadow: with the runs that come.';
comment on column comparisons.base_version is 'The version of the script when it was asked for.';
comment on column comparisons.message is 'Of the version that it becomes.';
comment on column comparisons.promotes_if_same is 'Its source becomes the current version when every run is the same.';
comment on column comparisons.promoted_version is 'The version that its source has become.';
comment on column comparisons.cpu_ms is 'The processor time of its runs.';
comment on column comparisons.held_until is 'Until then a worker holds it, or it rests when it has no holder.';
comment on column recording_orders.ordered_by is
  'The id of the token, "bootstrap" for that of the configuration, or "shadow" and the id of a comparison.';

drop index comparisons_open_idx;
create unique index comparisons_open_idx on comparisons (project_id) where ended_at is null and kind = 'history';
create unique index comparisons_shadow_idx on comparisons (integration_id) where ended_at is null and kind = 'shadow';

create function upshot_end_shadow() returns trigger language plpgsql as $$
begin
  delete from recording_orders where integration_id = new.integration_id and ordered_by = 'shadow ' || new.id;
  return null;
end $$;
comment on function upshot_end_shadow() is 'Ends the recording that a shadow has ordered.';
create trigger comparisons_end_shadow after update of ended_at on comparisons
  for each row when (new.kind = 'shadow' and new.ended_at is not null) execute function upshot_end_shadow();
`;
