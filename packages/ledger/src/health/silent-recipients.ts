import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import type { Tables } from '../tables.ts';
import { isAlive } from '../workers/read.ts';

/**
 * Finds which of the groups of recipients the mail of no live worker reaches, and keeps them. While no worker is alive,
 * the kept ones stay. A worker of an older version reaches every group if it has a mail server.
 */
export async function updateSilentRecipients(
  transaction: Transaction<Tables>,
  groups: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ silent_recipients: string[] }>`
    /* silent recipients */ with live as (
      select coalesce(mail_groups, case when can_mail then ${[...groups]}::text[] else '{}' end) as reached
      from workers where ${isAlive}
    )
    update health_monitor set silent_recipients = case when exists (select from live)
      then array(select unnest(${[...groups]}::text[]) except select unnest(reached) from live)
      else silent_recipients end
    returning silent_recipients`.execute(transaction);
  return rows[0]?.silent_recipients ?? [];
}

/** The groups of recipients that no mail reached when health was last checked. */
export async function readSilentRecipients(database: Database): Promise<readonly string[]> {
  const row = await database.selectFrom('health_monitor').select('silent_recipients').executeTakeFirst();
  return row?.silent_recipients ?? [];
}

/** The condition that an integration `i` is told of changes of health: it has a recipient that is not silent. */
export function isTold(silentRecipients: readonly string[]): RawBuilder<boolean> {
  if (silentRecipients.length === 0) return sql`true`;
  return sql`coalesce(not i.settings -> 'recipients' <@ ${JSON.stringify(silentRecipients)}::jsonb, true)`;
}
