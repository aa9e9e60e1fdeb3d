import { isMailbox, parseMailboxes, type MailGroups } from '@upshot/integrations/health-email/mailbox';

/** How mail is sent. */
export interface MailSettings {
  /** smtp:// or smtps://, perhaps with a password. */
  readonly smtpUrl: string;
  readonly from: string;
  readonly groups: MailGroups;
}

interface Given {
  readonly smtpUrl?: string | undefined;
  readonly mailFrom: string;
  readonly mailAdmins?: string | undefined;
  readonly mailViewers?: string | undefined;
}

/**
 * Reads how mail is sent; undefined when no mail server is set. Throws an `Error` that names the setting that is wrong,
 * and never the URL.
 */
export function readMailSettings(given: Given): MailSettings | undefined {
  const { smtpUrl, mailFrom, mailAdmins = '', mailViewers = '' } = given;
  if (!isMailbox(mailFrom))
    throw new Error('UPSHOT_MAIL_FROM must be a plain address, as upshot@example.org');
  const groups = {
    '#admins': parseMailboxes('UPSHOT_MAIL_ADMINS', mailAdmins),
    '#viewers': parseMailboxes('UPSHOT_MAIL_VIEWERS', mailViewers),
  };
  if (smtpUrl === undefined || smtpUrl === '') return undefined;
  const isSmtp = URL.canParse(smtpUrl) && /^smtps?:$/.test(new URL(smtpUrl).protocol);
  if (!isSmtp) throw new Error('UPSHOT_SMTP_URL must be smtp://user:password@host:port, or smtps:// for TLS');
  if (!isDecodable(new URL(smtpUrl)))
    throw new Error('UPSHOT_SMTP_URL has a user or password with a bare %: write %25 for it');
  return { smtpUrl, from: mailFrom, groups };
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
}
