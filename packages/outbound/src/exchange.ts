import type { Dispatcher } from 'undici';
import type { ConnectionPool } from './connection-pool.ts';
import { orAborted } from './deadline.ts';
import { nextHop } from './follow-redirect.ts';
import type { HeaderList, OutboundLimits, OutboundRequest, OutboundResponse } from './outbound-exchange.ts';
import type { Hop } from './prepare-request.ts';
import { readBody } from './read-body.ts';
import type { Tenant } from './tenant.ts';
import { failed, toUnanswered } from './unanswered.ts';

/** What an exchange runs with; the signal's reason is an `Unanswered`. */
export interface ExchangeContext {
  readonly pool: ConnectionPool;
  readonly tenant: Tenant;
  readonly limits: OutboundLimits;
  readonly overflow: 'fail' | 'truncate';
  readonly signal: AbortSignal;
}

/** A longer text beside the status is cut: it goes into messages and logs. */
const longestStatusText = 200;

interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: Dispatcher.ResponseData['body'];
}

/** Sends the first hop, follows redirects, and reads the answer; throws an `Unanswered` when none comes. */
export async function exchange(
  first: Hop,
  mode: NonNullable<OutboundRequest['redirect']>,
  context: ExchangeContext,
): Promise<OutboundResponse> {
  let hop = first;
  for (let redirects = 0; ; redirects += 1) {
    const answered = await take(hop, mode, context);
    if ('response' in answered) return { ...answered.response, redirects };
    if (redirects >= context.limits.redirects) {
      throw failed('redirects', `the request was redirected more than ${context.limits.redirects} times`);
    }
    hop = answered.next;
  }
}

async function take(
  hop: Hop,
  mode: NonNullable<OutboundRequest['redirect']>,
  context: ExchangeContext,
): Promise<{ readonly response: Omit<OutboundResponse, 'redirects'> } | { readonly next: Hop }> {
  try {
    const answer = await answerTo(hop, context);
    // Destroying an unread body emits an error, which is expected here.
    answer.body.on('error', () => {});
    try {
      const next = nextHop(hop, answer, mode);
      return next === undefined ? { response: await readAnswer(hop, answer, context) } : { next };
    } finally {
      answer.body.destroy();
    }
  } catch (error) {
    throw context.signal.aborted ? context.signal.reason : toUnanswered(error, hop.url.origin);
  }
}

async function answerTo(hop: Hop, { pool, tenant, limits, signal }: ExchangeContext): Promise<Answer> {
  signal.throwIfAborted();
  const sent = pool.request(
    {
      origin: hop.url.origin,
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: hop.headers.flat(),
      body: hop.body ?? null,
      responseHeaders: 'raw',
      onInfo: countInterim(hop.url.origin),
      signal,
    },
    limits,
    tenant,
  );
  // undici looks at the signal only once it is connected.
  const { statusCode, statusText, headers, body } = await orAborted(sent, signal);
  return {
    status: statusCode,
    statusText: statusText.slice(0, longestStatusText),
    headers: pairs(headers as unknown as string[]),
    body,
  };
}

/**
 * A server may send any number of interim responses (1xx) before the response. They cost time, so only a few are
 * accepted.
 */
const interimAnswers = 50;

function countInterim(origin: string): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > interimAnswers) throw failed('protocol', `${origin} gave too many interim answers`);
  };
}

async function readAnswer(
  hop: Hop,
  { status, statusText, headers, body }: Answer,
  { limits, overflow }: ExchangeContext,
): Promise<Omit<OutboundResponse, 'redirects'>> {
  const limit = limits.responseBytes;
  const { bytes, truncated } = await readBody(body, codingsOf(hop, status, headers), { limit, overflow });
  return { kind: 'response', status, statusText, headers, body: bytes, url: hop.url.href, truncated };
}

// An answer without a body may still name the coding that the body would have had.
function codingsOf({ method }: Hop, status: number, headers: HeaderList): string {
  if (method === 'HEAD' || status === 204 || status === 304) return '';
  return headers
    .filter(([name]) => name === 'content-encoding')
    .map(([, value]) => value)
    .join(',');
}

function pairs(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    (raw[2 * index] ?? '').toLowerCase(),
    raw[2 * index + 1] ?? '',
  ]);
}
