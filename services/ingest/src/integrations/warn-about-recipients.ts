import type { Database } from '@upshot/ledger/connect';
import { readSilentRecipients } from '@upshot/ledger/health/silent-recipients';
import type { IntegrationRow } from '@upshot/ledger/integrations/integration-row';

/** Warns of a health.email that is told nothing: no worker has addresses or a mail server for its recipients. */
export async function warnAboutRecipients(
  database: Database,
  { settings }: Pick<IntegrationRow<string>, 'settings'>,
): Promise<readonly string[]> {
  const { recipients } = settings as { readonly recipients?: readonly string[] };
  if (recipients === undefined) return [];
  const silent = await readSilentRecipients(database);
  if (!recipients.every((recipient) => silent.includes(recipient))) return [];
  const names = recipients.map((group) => `UPSHOT_MAIL_${group.slice(1).toUpperCase()}`);
  const groups = recipients.join(', ');
  return [
    `recipients: nothing is sent to ${groups} until workers have UPSHOT_SMTP_URL and ${names.join(', ')}`,
  ];
}
