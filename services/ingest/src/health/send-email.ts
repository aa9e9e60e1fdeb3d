import { createTransport } from 'nodemailer';
import { describeChange } from './describe-change.ts';
import { resolveRecipients } from '@upshot/integrations/health-email/mailbox';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import type { MailSettings } from './read-mail-settings.ts';

const CONNECT_MS = 10_000;
const SILENCE_MS = 15_000;

/** How long a mail may take in all. */
const MAIL_MS = 30_000;

/** Sends one mail in plain text to all recipients. Its message id is the same over all attempts. */
export async function sendEmail({ mail }: NoticeTools, notice: Notice): Promise<Sent> {
  if (mail === undefined) return { failure: 'no mail server is set (UPSHOT_SMTP_URL)', lines: [] };
  const to = resolveRecipients(notice.integration.recipients ?? [], mail.groups);
  if (to.length === 0) return { failure: 'nobody stands behind its recipients', lines: [] };
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

/** Addresses are given as objects, so that nobody reads anything into them. */
async function send(mail: MailSettings, to: readonly string[], notice: Notice): Promise<Receipt> {
  const { change, integration } = notice;
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
    from: { name: 'Upshot', address: integration.from_address ?? mail.from },
    to: to.map((address) => ({ name: '', address })),
    subject: `[${change.project}] ${summary}`,
    text: textOf(notice),
    messageId: `<${notice.id}@upshot>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const { accepted, rejected, response } = await inTime(sending, () => transport.close());
  return { accepted: accepted.map(addressOf), rejected: rejected.map(addressOf), response };
}

function textOf({ change, project, integration }: Notice): string {
  const { summary, since, lastError, next } = describeChange(change);
  const lines = [
    `${summary}.`,
    '',
    `Project:     ${project.id} (${project.title})`,
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

function addressOf(one: string | { readonly address: string }): string {
  return typeof one === 'string' ? one : one.address;
}

async function inTime<T>(work: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the mail server did not take it within ${MAIL_MS} ms`));
      giveUp();
    }, MAIL_MS);
  });
  work.catch(() => undefined);
  return await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
