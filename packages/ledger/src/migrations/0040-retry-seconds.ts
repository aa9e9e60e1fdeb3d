import { sql, type Kysely } from 'kysely';

/** Shows the retry schedules of integrations. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(view).execute(database);
}

const view = /* sql */ `
create or replace view v1.integrations as
  select id, project_id as project, name, type, coalesce(conditional_events, events) as events, states, environments,
    excluded_environments, result, concurrency, script_version, paused_at, paused_reason, created_at, updated_at,
    deleted_at, max_per_second, burst, managed_by, condition,
    case when jsonb_typeof(settings -> 'retry_seconds') = 'array' then array(
      select delay::float8 from jsonb_array_elements_text(settings -> 'retry_seconds') with ordinality as d (delay, place)
      order by place) end as retry_seconds
  from public.integrations;
comment on column v1.integrations.retry_seconds is 'Delays before the second, third, … attempt, in seconds; null: those of the deployment.';
`;
