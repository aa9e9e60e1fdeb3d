import { sql, type Kysely } from 'kysely';

/**
 * Keeps what only one integration type has in two JSON columns, so that a further type needs no migration. The former
 * columns stay for the version before: a trigger copies each write to the other side. The next migration drops them and
 * the trigger.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(settings).execute(database);
}

const settings = /* sql */ `
alter table integrations
  add column settings jsonb not null default '{}',
  add column sealed jsonb not null default '{}',
  drop constraint integrations_type_check,
  drop constraint integrations_check,
  drop constraint integrations_url_check,
  drop constraint integrations_recipients_check,
  drop constraint integrations_channel_check,
  drop constraint integrations_token_check,
  drop constraint integrations_routing_key_check,
  drop constraint integrations_health_check,
  drop constraint integrations_pausable_check;
comment on column integrations.type is 'A type that some version knows; versions pass over types they do not know.';
comment on column integrations.settings is 'What only its type has, by field: such as the url of a webhook.';
comment on column integrations.sealed is 'Secrets that only its type has, by field, each sealed with AES-256-GCM.';
comment on column integrations.url is 'Of the version before: now in settings.';
comment on column integrations.recipients is 'Of the version before: now in settings.';
comment on column integrations.from_address is 'Of the version before: now in settings.';
comment on column integrations.channel is 'Of the version before: now in settings.';
comment on column integrations.shared_key_sealed is 'Of the version before: now in sealed.';
comment on column integrations.token_sealed is 'Of the version before: now in sealed.';
comment on column integrations.routing_key_sealed is 'Of the version before: now in sealed.';

create function upshot_keep_former_settings() returns trigger language plpgsql as $$
declare
  is_new_side boolean;
begin
  if tg_op = 'INSERT' then
    is_new_side := (new.settings, new.sealed) <> ('{}', '{}');
  elsif (old.settings, old.sealed) = ('{}', '{}')
    or (new.url, new.recipients, new.from_address, new.channel) is distinct from
      (old.url, old.recipients, old.from_address, old.channel)
    or (new.shared_key_sealed, new.token_sealed, new.routing_key_sealed) is distinct from
      (old.shared_key_sealed, old.token_sealed, old.routing_key_sealed)
  then
    is_new_side := false;
  else
    is_new_side := true;
  end if;
  if is_new_side then
    new.url := new.settings ->> 'url';
    new.recipients := case when jsonb_typeof(new.settings -> 'recipients') = 'array'
      then array(select jsonb_array_elements_text(new.settings -> 'recipients')) end;
    new.from_address := new.settings ->> 'from_address';
    new.channel := new.settings ->> 'channel';
    new.shared_key_sealed := new.sealed ->> 'shared_key';
    new.token_sealed := new.sealed ->> 'token';
    new.routing_key_sealed := new.sealed ->> 'routing_key';
  else
    new.settings := new.settings || jsonb_strip_nulls(
      jsonb_build_object('url', new.url, 'recipients', new.recipients, 'channel', new.channel));
    if new.type = 'health.email' then
      new.settings := new.settings || jsonb_build_object('from_address', new.from_address);
    end if;
    new.sealed := jsonb_strip_nulls(new.sealed || jsonb_build_object('shared_key', new.shared_key_sealed,
      'token', new.token_sealed, 'routing_key', new.routing_key_sealed));
  end if;
  return new;
end $$;
comment on function upshot_keep_former_settings is 'Keeps settings and the former columns alike while two versions write.';

create trigger integrations_keep_former_settings before insert or update on integrations
  for each row when (new.type in ('webhook', 'health.email', 'health.slack', 'health.pagerduty', 'health.webhook'))
  execute function upshot_keep_former_settings();

alter table integrations disable trigger integrations_bump_revision;
update integrations set updated_at = updated_at where type <> 'script';
alter table integrations enable trigger integrations_bump_revision;
`;
