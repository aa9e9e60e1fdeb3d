import { isUtf8 } from 'node:buffer';
import type { FetchReply } from './host.ts';

type FetchResponse = Extract<FetchReply, { readonly ok: true }>;

/**
 * A response travels as its head, one line of JSON, and its body as text. A body that its text would not give back
 * travels as one character a byte: one that is not UTF-8, or begins with a byte order mark.
 */
export function encodeResponse({ body, ...response }: FetchResponse): string {
  const { status, statusText, headers, url, redirected } = response;
  const isBinary = !isUtf8(body) || beginsWithMark(body);
  const head = JSON.stringify({ status, statusText, headers, url, redirected, isBinary });
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return `${head}\n${bytes.toString(isBinary ? 'latin1' : 'utf8')}`;
}

function beginsWithMark([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}
