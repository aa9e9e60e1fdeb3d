import type { OutboundClient } from '@upshot/outbound/outbound-client';
import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import { fetchFailure, type Answerer } from './answerer.ts';

const TENANT = { project: 'trial', integration: 'trial' };

/** Sends each request that `first` does not answer, through the guarded client of production. */
export function answerLive(first: Answerer, client: OutboundClient): Answerer {
  return {
    mode: 'live',
    async answer(request, signal) {
      const answered = await first.answer(request, signal);
      return answered ?? { reply: await send(client, request, signal), by: 'network' };
    },
    unused: () => first.unused(),
  };
}

async function send(client: OutboundClient, request: FetchRequest, signal: AbortSignal): Promise<FetchReply> {
  const { method, url, headers, body, redirect } = request;
  const sent = { method, url, headers, redirect, ...(body === undefined ? {} : { body }) };
  const reply = await client.send(sent, { signal, tenant: TENANT });
  if (reply.kind !== 'response') return fetchFailure(reply.message);
  const { status, statusText, redirects } = reply;
  return {
    ok: true,
    status,
    statusText,
    headers: reply.headers,
    url: reply.url,
    redirected: redirects > 0,
    body: reply.body,
  };
}
