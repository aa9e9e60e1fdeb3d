import { withTimeout } from '@upshot/runtime/with-timeout';
import { describeChange } from '@upshot/shared/health/describe-change';
import { resolveRecipients } from '@upshot/integrations/health-email/mailbox';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import type { MailSettings } from './mail-settings.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 15_000;

/** How long a mail may take in all. */
const MAIL_MS = 30_000;

/** Sends one mail in plain text to all recipients. Its message id is the same over all attempts. */
export async function sendEmail({ mail }: NoticeTools, notice: Notice<'health.email'>): Promise<Sent> {
  if (mail === undefined)
    return { failure: 'no mail server is set: set UPSHOT_SMTP_URL for workers', lines: [] };
  const to = resolveRecipients(notice.integration.fields.recipients, mail.groups);
  if (to.length === 0)
    return {
      failure: 'its recipients name no address: set UPSHOT_MAIL_ADMINS or UPSHOT_MAIL_VIEWERS for workers',
      lines: [],
    };
  try {
    const { accepted, rejected, response } = await send(mail, to, notice);
    const lines = [`mail to ${accepted.join(', ')}: ${response}`];
    if (rejected.length > 0) lines.push(`the mail server refused ${rejected.join(', ')}`);
    return { lines };
  } catch (fault) {
    const failure = fault instanceof Error ? fault.message : String(fault);
    return { failure: `the mail could not be sent: ${failure}`, lines: [] };
  }
}

interface Receipt {
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  readonly response: string;
}

/** Addresses are given as objects, so that the mail library does not parse them. */
async function send(
  mail: MailSettings,
  to: readonly string[],
  notice: Notice<'health.email'>,
): Promise<Receipt> {
  const { change, integration } = notice;
  // Most workers send no mail, and start sooner without the library.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: mail.smtpUrl,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { summary } = describeChange(change);
  const sending = transport.sendMail({
    from: { name: 'Upshot', address: integration.fields.from_address ?? mail.from },
    to: to.map((address) => ({ name: '', address })),
    subject: `[${change.project}] ${summary}`,
    text: textOf(notice),
    messageId: `<${notice.id}@upshot>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  sending.catch(() => undefined);
  const { accepted, rejected, response } = await withTimeout(sending, MAIL_MS, () => {
    transport.close();
    return new Error(`the mail server did not accept it within ${MAIL_MS} ms`);
  });
  return { accepted: accepted.map(addressOf), rejected: rejected.map(addressOf), response };
}

function textOf({ change, projectId, integration }: Notice<'health.email'>): string {
  const { summary, since, lastError, next } = describeChange(change);
  const lines = [
    `${summary}.`,
    '',
    `Project:     ${projectId} (${titleOf(integration.project)})`,
    `Bad since:   ${since}`,
    ...(change.status === 'ok' ? [`Over at:     ${change.at.slice(0, 19).replace('T', ' ')} UTC`] : []),
    ...(lastError === undefined ? [] : [`Last error:  ${lastError}`]),
    '',
    'What to do next:',
    `  ${next}`,
    '',
    `Sent by the integration ${integration.id} (health.email).`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** The project is JSON text. */
function titleOf(project: string): string {
  return (JSON.parse(project) as { readonly title: string }).title;
}

function addressOf(one: string | { readonly address: string }): string {
  return typeof one === 'string' ? one : one.address;
}
