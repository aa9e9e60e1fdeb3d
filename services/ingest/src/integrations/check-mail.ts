import { Problem } from '@upshot/shared/problem';
import { isMailbox, isMailGroup } from '@upshot/integrations/health-email/mailbox';
import type { MailSettings } from '../health/read-mail-settings.ts';
import type { FieldFault } from '../http/problems/explain-fault.ts';
import { invalid } from '../http/validate.ts';

/** Throws the problem `unsupported_integration_type` where no mail server is set. */
export function requireMail(mail: MailSettings | undefined): MailSettings {
  if (mail !== undefined) return mail;
  const message =
    '"health.email" needs a mail server: set UPSHOT_SMTP_URL for ingest, or use health.webhook, health.slack or health.pagerduty';
  throw new Problem('unsupported_integration_type', message, { fields: { type: message } });
}

/** What of a health.email says who sends to whom. */
interface MailFields {
  readonly recipients?: readonly string[] | undefined;
  readonly from_address?: string | null | undefined;
}

/** Throws a problem that names each recipient, or the sender, that no mail can be sent to or from. */
export function requireMailboxes({ recipients = [], from_address }: MailFields, mail: MailSettings): void {
  const faults: FieldFault[] = recipients.flatMap((recipient, index) => {
    const message = findFault(recipient, mail);
    return message === undefined ? [] : [{ field: `recipients[${index}]`, message }];
  });
  if (typeof from_address === 'string' && !isMailbox(from_address))
    faults.push({
      field: 'from_address',
      message: 'must be a plain address, as upshot@example.org, or null',
    });
  if (faults.length > 0) throw invalid(faults);
}

const settingOf = { '#admins': 'UPSHOT_MAIL_ADMINS', '#viewers': 'UPSHOT_MAIL_VIEWERS' };

function findFault(recipient: string, { groups }: MailSettings): string | undefined {
  if (!isMailGroup(recipient)) {
    return isMailbox(recipient)
      ? undefined
      : 'must be a plain address, as someone@example.org, or #admins or #viewers';
  }
  if (groups[recipient].length > 0) return undefined;
  return `stands for the addresses in ${settingOf[recipient]}, which is not set: set it for ingest, or name addresses`;
}
