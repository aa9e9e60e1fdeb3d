import { sql, type Kysely } from 'kysely';

/**
 * Lets workers report which groups of recipients their mail reaches, and keeps which it does not. Where a health.email
 * was added before, every group counts as reached until a worker reports.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql.raw(columns).execute(database);
}

const columns = /* sql */ `
alter table workers add column mail_groups text[];
comment on column workers.mail_groups is 'The groups of recipients that have addresses and a mail server; null for an older version.';
alter table health_monitor add column silent_recipients text[] not null default '{#admins,#viewers}';
comment on column health_monitor.silent_recipients is 'Groups that mail of no worker reaches, as last reported. A health.email with no other recipients is told nothing.';
update health_monitor set silent_recipients = '{}'
  where exists (select from integrations where type = 'health.email' and deleted_at is null);
`;
