import { sql, type Kysely } from 'kysely';

/**
 * Keeps a project's further properties in the order in which they were given, and completes those of existing projects
 * with what Platform.sh documents. The former column stays for the version before: a trigger copies each write to the
 * other side. A later migration drops it and the trigger.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(properties).execute(database);
}

const properties = /* sql */ `
alter table projects add column properties json not null default '{}';
comment on column projects.properties is 'Further properties of the "project" object that scripts see, in their order.';
comment on column projects.document is 'Of the version before: now in properties.';

create function upshot_keep_project_document() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.properties::text = '{}' then
      new.properties := new.document::json;
    else
      new.document := new.properties::jsonb;
    end if;
  elsif new.properties::text <> old.properties::text then
    new.document := new.properties::jsonb;
  elsif new.document <> old.document then
    new.properties := new.document::json;
  end if;
  return new;
end $$;
comment on function upshot_keep_project_document is 'Keeps properties and document alike while two versions write.';

create trigger projects_keep_document before insert or update of properties, document on projects
  for each row execute function upshot_keep_project_document();

with documented as (
  select jsonb '{
    "attributes": {}, "description": "", "owner": "", "timezone": "UTC", "region": "", "default_domain": null,
    "status": {"code": "provisioned", "message": "ok"},
    "repository": {"url": "", "client_ssh_key": ""},
    "subscription": {"license_uri": "", "plan": "development", "environments": 3, "storage": 5120,
      "included_users": 1, "subscription_management_uri": "", "restricted": false, "suspended": false,
      "user_licenses": 1}
  }' as skeleton
)
update projects set properties = (skeleton || document || (
  select coalesce(jsonb_object_agg(key, value || (document -> key)), '{}') from jsonb_each(skeleton)
  where jsonb_typeof(value) = 'object' and jsonb_typeof(document -> key) = 'object'
))::json
from documented;
`;
