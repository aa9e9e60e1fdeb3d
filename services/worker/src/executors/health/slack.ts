import type { OutboundReply } from '@upshot/outbound/outbound-client';
import { describeChange, type ChangeText, type Severity } from '@upshot/shared/health/describe-change';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import { postNotice } from './post-notice.ts';

const signs: Readonly<Record<Severity, string>> = {
  critical: ':red_circle:',
  warning: ':large_yellow_circle:',
  info: ':large_green_circle:',
};

/** Writes to a channel by Slack's chat.postMessage, which answers 200 whether it did so or not. */
export async function sendSlack(tools: NoticeTools, notice: Notice<'health.slack'>): Promise<Sent> {
  const { change, integration } = notice;
  const body = JSON.stringify({
    channel: integration.fields.channel,
    text: textOf(change.project, describeChange(change)),
    unfurl_links: false,
    unfurl_media: false,
  });
  const headers = [['authorization', `Bearer ${integration.fields.token}`]] as const;
  const { sent, reply } = await postNotice(tools, notice, { url: tools.slackUrl, headers, body });
  return sent.failure === undefined ? { ...sent, failure: findRefusal(reply) } : sent;
}

function textOf(project: string, { severity, summary, since, lastError, next }: ChangeText): string {
  const error = lastError === undefined ? [] : [`Last error: ${escape(lastError)}`];
  return [
    `${signs[severity]} ${project}: ${escape(summary)}`,
    `Bad since ${since}`,
    ...error,
    `Next: ${next}`,
  ].join('\n');
}

/** The three characters by which Slack knows links and mentions; back-quotes and such are harmless. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function findRefusal(reply: OutboundReply): string | undefined {
  if (reply.kind !== 'response') return reply.message;
  try {
    const answer: unknown = JSON.parse(new TextDecoder().decode(reply.body));
    if (typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true)
      return undefined;
    const code =
      typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
    return `Slack refused it: ${typeof code === 'string' ? code : 'no reason given'}`;
  } catch {
    return 'Slack answered something that is not its JSON';
  }
}
