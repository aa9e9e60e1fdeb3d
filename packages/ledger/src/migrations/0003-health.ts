import { sql, type Kysely } from 'kysely';

/** Adds integrations that are told of the system's own health, what is known of it, and the notices to be sent. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(health).execute(database);
}

const health = /* sql */ `
alter table integrations
  add column recipients text[],
  add column from_address text,
  add column channel text,
  add column token_sealed text,
  add column routing_key_sealed text,
  drop constraint integrations_type_check,
  drop constraint integrations_check1,
  add constraint integrations_type_check check (
    type in ('script', 'webhook', 'health.email', 'health.slack', 'health.pagerduty', 'health.webhook')),
  add constraint integrations_url_check check ((type in ('webhook', 'health.webhook')) = (url is not null)),
  add constraint integrations_recipients_check check ((type = 'health.email') = (recipients is not null)),
  add constraint integrations_channel_check check ((type = 'health.slack') = (channel is not null)),
  add constraint integrations_token_check check ((type = 'health.slack') = (token_sealed is not null)),
  add constraint integrations_routing_key_check check (
    (type = 'health.pagerduty') = (routing_key_sealed is not null)),
  add constraint integrations_health_check check (type not like 'health.%' or events = '{}');
create index integrations_of_health on integrations (project_id) where deleted_at is null and type like 'health.%';
comment on column integrations.recipients is 'Whom a health.email tells: addresses, #admins or #viewers.';
comment on column integrations.from_address is 'The sender of a health.email; null for the one of the settings.';
comment on column integrations.channel is 'Where a health.slack writes to.';
comment on column integrations.token_sealed is 'The token of a health.slack, sealed with AES-256-GCM.';
comment on column integrations.routing_key_sealed is 'The key of a health.pagerduty, sealed with AES-256-GCM.';

create table health_monitor (
  singleton boolean primary key default true check (singleton),
  looked_at timestamptz not null
);
comment on table health_monitor is 'Which ingest looks after the health, and when: whoever holds its one row.';
insert into health_monitor (looked_at) values ('-infinity');

create table health_states (
  project_id text not null references projects on delete cascade,
  subject text not null,
  integration_id text,
  status text not null check (status in ('bad', 'ok')),
  since timestamptz not null,
  changed_at timestamptz not null default now(),
  primary key (project_id, subject)
);
comment on table health_states is 'What is or lately was wrong in projects that have a health integration.';
comment on column health_states.subject is 'integration:<id>, lanes:<id of an integration> or workers.';
comment on column health_states.since is 'When it began to be so.';
comment on column health_states.changed_at is 'When it was noticed.';

create table health_notifications (
  seq bigint primary key generated always as identity,
  id text not null unique,
  project_id text not null,
  integration_id text not null,
  subject text not null,
  change jsonb not null,
  activity_id text not null,
  activity_type text not null,
  activity_recorded_at timestamptz not null default now(),
  due_at timestamptz not null default '-infinity',
  attempt integer not null default 0,
  begun_at timestamptz,
  begun_by text
);
create index health_notifications_due on health_notifications (due_at, seq);
create index health_notifications_in_order on health_notifications (integration_id, subject, seq);
comment on table health_notifications is 'Notices of changed health that are still to be sent. A row leaves in the statement that logs its outcome.';
comment on column health_notifications.id is 'The run under which the activity log shows it.';
comment on column health_notifications.integration_id is 'The health integration that sends it.';
comment on column health_notifications.change is 'What became better or worse.';
comment on column health_notifications.activity_id is 'The change of state it tells of; the same for every health integration of the project.';
comment on column health_notifications.attempt is 'How many attempts have begun.';
comment on column health_notifications.begun_at is 'When the attempt under way began. It is lost when that is longer ago than any can take.';
`;
