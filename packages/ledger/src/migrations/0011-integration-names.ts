import { sql, type Kysely } from 'kysely';

/**
 * Gives each integration a name: existing ones, and new ones that come without, such as those of the version before.
 * The name derives from the host of the URL, or else from the type.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(names).execute(database);
}

const names = /* sql */ `
alter table integrations add column name text not null default '';
comment on column integrations.name is 'For people; unique in the project among those that were not deleted, in any case. A trigger names rows that come without.';

create function upshot_name_integration() returns trigger language plpgsql as $$
declare
  host text := lower(substring(new.settings ->> 'url' from '^[A-Za-z]+://([^/:?#@]+)'));
  base text := coalesce(substring(host from '[a-z0-9][a-z0-9.-]{0,48}'),
    substring(new.type from '[A-Za-z0-9][A-Za-z0-9._-]{0,48}'), 'integration');
  number integer := 1;
begin
  perform from projects where id = new.project_id for no key update;
  new.name := base;
  while number < 10 and exists (
    select from integrations i
    where i.project_id = new.project_id and lower(i.name collate "C") = lower(new.name collate "C")
      and i.deleted_at is null and i.id <> new.id
  ) loop
    number := number + 1;
    new.name := base || '-' || case when number < 10 then number::text
      else regexp_replace(right(new.id, 13), '[^A-Za-z0-9._-]', '-', 'g') end;
  end loop;
  return new;
end $$;
comment on function upshot_name_integration is 'Derives a free name; locks the project, so that two integrations never take one name.';

create trigger integrations_name before insert or update of name on integrations
  for each row when (new.name = '') execute function upshot_name_integration();

alter table integrations disable trigger integrations_bump_revision;
do $$
declare
  nameless text;
begin
  for nameless in select id from integrations order by created_at, id loop
    update integrations set name = '' where id = nameless;
  end loop;
end $$;
alter table integrations enable trigger integrations_bump_revision;
create unique index integrations_of_name on integrations (project_id, lower(name collate "C")) where deleted_at is null;
alter table integrations
  add constraint integrations_name_check check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$');
`;
