import { sql, type Kysely } from 'kysely';

/** Lets integrations be paused, and knows since when the receivers of webhooks have taken nothing. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(pausing).execute(database);
}

const pausing = /* sql */ `
alter table integrations
  add column paused_at timestamptz,
  add column paused_reason text,
  add column paused_by text,
  add constraint integrations_paused_check check ((paused_at is null) = (paused_by is null)),
  add constraint integrations_pausable_check check (paused_at is null or type in ('script', 'webhook'));
create index integrations_paused on integrations (id) where paused_at is not null;
comment on column integrations.paused_at is 'Since when it gets no new runs, and those that are pending are not attempted; null while it runs.';
comment on column integrations.paused_reason is 'Why, for people; null where nobody said.';
comment on column integrations.paused_by is 'The id of the token; "bootstrap" for the token of the configuration, "upshot" where its receiver is gone or failed for too long.';

create table failing_webhooks (
  integration_id text primary key references integrations on delete cascade,
  since timestamptz not null default now()
);
comment on table failing_webhooks is 'Webhooks whose every attempt has failed for a while.';
comment on column failing_webhooks.since is 'When the first attempt failed after which none has succeeded.';
`;
