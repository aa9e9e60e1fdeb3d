import { isHealthType, isIntegrationType, type HealthType } from '@upshot/integrations/registry';
import { createRedactor } from '@upshot/secrets/redact/redact';
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
  if (!isIntegrationType(type) || !isHealthType(type))
    return { failure: 'its integration is of another type now', isGone: true, lines: [] };
  try {
    return masked(await senders[type](tools, notice), secretsOf(tools, notice));
  } catch (fault) {
    const failure = fault instanceof Error ? fault.message : String(fault);
    return masked({ failure, lines: [] }, secretsOf(tools, notice));
  }
}

/** How much of a failure, and of each line, is kept. They are cut when they are masked: half a secret is not found. */
const FAILURE_CHARACTERS = 600;
const LINE_CHARACTERS = 2000;

function masked(sent: Sent, secrets: readonly string[]): Sent {
  const mask = createRedactor(secrets);
  return {
    ...sent,
    failure: sent.failure === undefined ? undefined : mask(sent.failure).slice(0, FAILURE_CHARACTERS),
    lines: sent.lines.map((line) => mask(line).slice(0, LINE_CHARACTERS)),
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
  return [...own, ...passwordsOf(tools.mail?.smtpUrl)];
}

function passwordsOf(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { username, password } = new URL(url);
  const [user, plain] = [decodeURIComponent(username), decodeURIComponent(password)];
  return password === '' ? [] : [url, password, plain, `\0${user}\0${plain}`];
}
