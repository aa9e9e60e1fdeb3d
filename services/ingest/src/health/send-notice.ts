import { isHealthType, type HealthType } from '@upshot/shared/integration';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import { openSecret } from './open-secret.ts';
import { sendEmail } from './send-email.ts';
import { sendPagerduty } from './send-pagerduty.ts';
import { sendSlack } from './send-slack.ts';
import { sendWebhook } from './send-webhook.ts';

const senders: {
  readonly [T in HealthType]: (tools: NoticeTools, notice: Notice) => Promise<Sent>;
} = {
  'health.email': sendEmail,
  'health.slack': sendSlack,
  'health.pagerduty': sendPagerduty,
  'health.webhook': sendWebhook,
};

/**
 * Makes one attempt to send a notice, as its integration says. Never rejects: what goes wrong is why it failed. Secrets
 * that come back in an answer are masked.
 */
export async function sendNotice(tools: NoticeTools, notice: Notice): Promise<Sent> {
  const { type } = notice.integration;
  if (!isHealthType(type))
    return { failure: 'its integration is of another type now', isGone: true, lines: [] };
  try {
    return masked(await senders[type](tools, notice), secretsOf(tools, notice));
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    return masked({ failure: message.slice(0, 500), lines: [] }, secretsOf(tools, notice));
  }
}

const MASK = '******';

function masked(sent: Sent, secrets: readonly string[]): Sent {
  const mask = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  return {
    ...sent,
    failure: sent.failure === undefined ? undefined : mask(sent.failure),
    lines: sent.lines.map(mask),
  };
}

function secretsOf(tools: NoticeTools, notice: Notice): readonly string[] {
  const fields = (['shared_key', 'token', 'routing_key'] as const).filter(
    (field) => notice.integration[`${field}_sealed`] !== null,
  );
  const own = fields.flatMap((field) => {
    try {
      return [openSecret(tools, notice, field)];
    } catch {
      return [];
    }
  });
  return [...own, ...passwordsOf(tools.mail?.smtpUrl)].filter((secret) => secret.length >= 4);
}

function passwordsOf(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { username, password } = new URL(url);
  const [user, plain] = [decodeURIComponent(username), decodeURIComponent(password)];
  const plainAuth = Buffer.from(`\0${user}\0${plain}`).toString('base64');
  return password === '' ? [] : [url, password, plain, plainAuth, Buffer.from(plain).toString('base64')];
}
