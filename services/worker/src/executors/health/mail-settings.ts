import { mailGroups, type MailGroups } from '@upshot/integrations/health-email/mailbox';
import { urlOf } from '@upshot/runtime/setting-parsers';

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
  readonly mailAdmins?: readonly string[] | undefined;
  readonly mailViewers?: readonly string[] | undefined;
}

/** Composes how mail is sent; undefined when no mail server is set. */
export function mailSettings({
  smtpUrl,
  mailFrom,
  mailAdmins = [],
  mailViewers = [],
}: Given): MailSettings | undefined {
  if (smtpUrl === undefined) return undefined;
  return { smtpUrl, from: mailFrom, groups: { '#admins': mailAdmins, '#viewers': mailViewers } };
}

/** The groups of recipients that mail reaches. */
export function reachedGroups(mail: MailSettings | undefined): readonly string[] {
  return mail === undefined ? [] : mailGroups.filter((group) => mail.groups[group].length > 0);
}

const parseUrl = urlOf(['smtp:', 'smtps:'], 'smtp://user:password@host:port');

/** Checks the URL of a mail server. Throws what is wrong with it, and never the URL. */
export function parseSmtpUrl(text: string): string {
  const url = new URL(parseUrl(text));
  if (!isDecodable(url)) throw new Error('its user or password has a bare %: write %25 for it.');
  return text;
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
}
