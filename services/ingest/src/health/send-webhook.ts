import { signatureHeaders } from '@upshot/secrets/sign';
import { describeProject } from '../projects/project-document.ts';
import { toHealthEvent } from './health-event.ts';
import type { Notice, NoticeTools, Sent } from './notice.ts';
import { openSecret } from './open-secret.ts';
import { postNotice } from './post-notice.ts';

/** Posts the project and the event, signed as webhooks are. */
export async function sendWebhook(tools: NoticeTools, notice: Notice): Promise<Sent> {
  const { id, integration, change } = notice;
  const { _links, ...project } = describeProject(notice.project, () => '');
  const body = JSON.stringify({ project, event: toHealthEvent(change) });
  const sharedKey =
    integration.shared_key_sealed === null ? undefined : openSecret(tools, notice, 'shared_key');
  const headers = signatureHeaders(sharedKey, id, Buffer.from(body));
  return (await postNotice(tools, notice, { url: integration.url ?? '', headers, body })).sent;
}
