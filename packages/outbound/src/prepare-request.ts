import { requestHeaders } from './request-headers.ts';
import type { HeaderList, OutboundLimits, OutboundRequest } from './outbound-exchange.ts';
import { failed } from './unanswered.ts';

/** One request as it goes over the wire: checked, and without anything the client itself decides. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: HeaderList;
  readonly body: Buffer | undefined;
}

/** Checks what a caller asks for and makes the first hop of it; throws an `Unanswered` of `invalid_request`. */
export function prepareRequest(request: OutboundRequest, limits: OutboundLimits, userAgent: string): Hop {
  const url = parseTarget(request.url);
  if (typeof url === 'string') throw failed('invalid_request', url);
  const hop = {
    method: parseMethod(request.method),
    url,
    headers: requestHeaders(request.headers, url, userAgent),
    body: encodeBody(request.body, limits.requestBytes),
  };
  if (headSize(hop) > limits.headerBytes) {
    throw failed('too_large', `the URL and the headers are larger than ${limits.headerBytes} bytes`);
  }
  return hop;
}

/** Reads a URL that may be requested; answers with a sentence about what is wrong when it may not. */
export function parseTarget(text: string, base?: URL): URL | string {
  const url = URL.parse(text, base?.href);
  if (url === null) return 'the URL is not valid';
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return 'only http: and https: URLs can be requested';
  if (url.username !== '' || url.password !== '') {
    return 'the URL holds a user name or a password; send an Authorization header instead';
  }
  url.hash = '';
  return url;
}

function parseMethod(text: string): string {
  const method = text.toUpperCase();
  if (!/^[!#$%&'*+.^_`|~0-9A-Z-]{1,64}$/u.test(method)) {
    throw failed('invalid_request', 'the request method is not valid');
  }
  if (['CONNECT', 'TRACE', 'TRACK'].includes(method)) {
    throw failed('invalid_request', `${method} requests cannot be sent`);
  }
  return method;
}

function encodeBody(body: string | Uint8Array | undefined, limit: number): Buffer | undefined {
  if (body === undefined || body.length === 0) return undefined;
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (size > limit) throw failed('too_large', `the request body is larger than ${limit} bytes`);
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, size);
}

function headSize({ url, headers }: Hop): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, url.href.length);
}
