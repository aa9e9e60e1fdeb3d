import type { HeaderList, OutboundRequest } from './outbound-exchange.ts';
import { type Hop, parseTarget } from './prepare-request.ts';
import { failed } from './unanswered.ts';

/**
 * The request that follows a response, or `undefined` when the response is the answer.
 *
 * As in the Fetch standard, 301 and 302 turn POST into GET, 303 turns all but GET and HEAD into GET, and 307 and 308
 * repeat the request. Another origin gets only headers that are known to hold no secret. A redirect from https to http
 * is not followed: it would put the request on the wire in the clear; a caller that wants it asks for `manual`.
 */
export function nextHop(
  hop: Hop,
  response: { readonly status: number; readonly headers: HeaderList },
  mode: NonNullable<OutboundRequest['redirect']>,
): Hop | undefined {
  const location = response.headers.find(([name]) => name === 'location')?.[1];
  const redirects = [301, 302, 303, 307, 308].includes(response.status);
  if (!redirects || location === undefined || mode === 'manual') return undefined;
  if (mode === 'error') throw failed('redirects', `${hop.url.origin} answered with a redirect`);
  const url = targetOf(hop.url, location);
  const repeated = withoutBody(hop, response.status);
  const headers = url.origin === hop.url.origin ? repeated.headers : keepSafe(repeated.headers);
  return { ...repeated, url, headers };
}

/** What another origin gets. Any other header may be a key. */
const safeHeaders = [
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-type',
  'range',
  'traceparent',
  'tracestate',
  'user-agent',
];
const contentHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type'];

function targetOf(from: URL, location: string): URL {
  // Headers are read byte by byte, but browsers and servers write UTF-8 here.
  const url = parseTarget(Buffer.from(location, 'latin1').toString(), from);
  if (typeof url === 'string')
    throw failed('redirects', `a redirect of ${from.origin} is not followed: ${url}`);
  if (from.protocol === 'https:' && url.protocol === 'http:') {
    throw failed('redirects', `a redirect of ${from.origin} is not followed: it leads from https to http`);
  }
  return url;
}

function withoutBody(hop: Hop, status: number): Hop {
  const becomesGet =
    status === 303 ? !['GET', 'HEAD'].includes(hop.method) : status < 303 && hop.method === 'POST';
  if (!becomesGet) return hop;
  // The signature was over the body.
  const headers = drop(hop.headers, [...contentHeaders, 'x-jws-signature']);
  return { ...hop, method: 'GET', headers, body: undefined };
}

function keepSafe(headers: HeaderList): HeaderList {
  return headers.filter(([name]) => safeHeaders.includes(name.toLowerCase()));
}

function drop(headers: HeaderList, names: readonly string[]): HeaderList {
  return headers.filter(([name]) => !names.includes(name.toLowerCase()));
}
