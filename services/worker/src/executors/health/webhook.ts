import { parseHeaders } from '@upshot/integrations/endpoint-headers';
import { signatureHeaders, signingOf } from '@upshot/secrets/sign';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import { postNotice } from './post-notice.ts';

/** Posts the project and the event, signed as webhooks are. */
export async function sendWebhook(tools: NoticeTools, notice: Notice<'health.webhook'>): Promise<Sent> {
  const { id, integration, event } = notice;
  const { url } = integration.fields;
  const body = `{"project":${integration.project},"event":${JSON.stringify(event)}}`;
  const signature = signatureHeaders(signingOf(integration.fields), id, Buffer.from(body));
  const headers = [...parseHeaders(integration.fields.headers), ...signature];
  return (await postNotice(tools, notice, { url, headers, body })).sent;
}
