import { sql, type Kysely } from 'kysely';

/** Keeps of each integration what must be true of an activity's fields. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
  await sql.raw(guard).execute(database);
  await sql.raw(views).execute(database);
}

const columns = /* sql */ `
alter table integrations add column condition text, add column conditional_events text[];
comment on column integrations.condition is 'What must be true of the fields of an activity; null: nothing more.';
comment on column integrations.conditional_events is 'The events of an integration with a condition. A trigger keeps them here and leaves events empty, so that versions before conditions do not fire it.';
`;

/** Runs with each write, also of the version before. Whoever writes events writes them as for any integration. */
const guard = /* sql */ `
create function upshot_guard_condition() returns trigger language plpgsql as $$
begin
  if new.condition is not null then
    if cardinality(new.events) > 0 then new.conditional_events := new.events; end if;
    new.events := '{}';
  else
    if cardinality(new.events) = 0 then new.events := coalesce(new.conditional_events, '{}'); end if;
    new.conditional_events := null;
  end if;
  return new;
end $$;
comment on function upshot_guard_condition is 'Keeps integrations with a condition from versions that do not know conditions.';
create trigger integrations_guard_condition before insert or update on integrations for each row
  when (new.condition is not null or new.conditional_events is not null)
  execute function upshot_guard_condition();
`;

const says = 'What must be true of the fields of an activity; null: nothing more.';

const views = /* sql */ `
create or replace view v1.integrations as
  select id, project_id as project, name, type, coalesce(conditional_events, events) as events, states, environments,
    excluded_environments, result, concurrency, script_version, paused_at, paused_reason, created_at, updated_at,
    deleted_at, max_per_second, burst, managed_by, condition
  from public.integrations;
comment on column v1.integrations.condition is '${says}';
comment on column v1.skips.field is
  'The filter that did not match: events, states, environments, excluded_environments, result, condition, or paused.';
`;
