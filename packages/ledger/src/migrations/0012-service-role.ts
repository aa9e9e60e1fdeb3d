import { sql, type Kysely } from 'kysely';

/**
 * Lets services run under a role that owns nothing: daily partitions are made and dropped with the rights of the owner.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(asOwner).execute(database);
}

const asOwner = /* sql */ `
create function upshot_drop_partition(partition text) returns void language plpgsql as $$
declare
  day text := substring(partition from '^(?:activities|activity_log)_([0-9]{8})$');
begin
  if day is null or to_date(day, 'YYYYMMDD') >= (now() at time zone 'UTC')::date then
    raise exception '% is no daily partition of a past day', partition using errcode = 'insufficient_privilege';
  end if;
  execute format('drop table %I', partition);
end $$;
comment on function upshot_drop_partition is 'Drops a daily partition of a past day (UTC).';

do $$ begin
  execute format('alter function upshot_make_partitions(date, integer) security definer set search_path = %I, pg_temp',
    current_schema());
  execute format('alter function upshot_drop_partition(text) security definer set search_path = %I, pg_temp',
    current_schema());
end $$;
revoke execute on function upshot_make_partitions(date, integer), upshot_drop_partition(text) from public;
`;
