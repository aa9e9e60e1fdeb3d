import { isUtf8 } from 'node:buffer';
import type { FetchReply } from './host.ts';

type FetchResponse = Extract<FetchReply, { readonly ok: true }>;

/**
 * A response travels as its head, one line of JSON, and its body as text, with its byte order mark. A body that is not
 * UTF-8 travels as one character a byte.
 */
export function encodeResponse({ body, ...response }: FetchResponse): string {
  const { status, statusText, headers, url, redirected } = response;
  const isBinary = !isUtf8(body);
  const head = JSON.stringify({ status, statusText, headers, url, redirected, isBinary });
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return `${head}\n${bytes.toString(isBinary ? 'latin1' : 'utf8')}`;
}
