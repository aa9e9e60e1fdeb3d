import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { FetchReply, FetchRequest } from '@upshot/sandbox/sandbox';
import type { CassetteCall, CassetteReply, CassetteRequest } from './cassette-schema.ts';
import type { RecordedCall } from './recorded-call.ts';
import { MASKED, type SecretTokens } from './secret-tokens.ts';

/** A longer body is cut. */
const MAX_BODY = 64 * 1024;

/** Headers whose whole value is a secret, or is computed from one: no search can find a digest. */
const SECRET_HEADER = /authorization|cookie|token|secret|signature|api-?key|password|credential/i;

/** A call without its number and its time. */
export type EncodedCall = CassetteCall extends infer C
  ? C extends CassetteCall
    ? Omit<C, 'n' | 'at_ms'>
    : never
  : never;

/** What makes a cassette inexact is told to `note`. */
export type Note = (reason: string) => void;

/** A call as cassettes have it, with its secrets hidden. */
export function encodeCall(recorded: RecordedCall, tokens: SecretTokens, note: Note): EncodedCall {
  const { hide } = tokens;
  switch (recorded.call) {
    case 'fetch': {
      const { call, request, reply, log } = recorded;
      return {
        call,
        request: encodeRequest(request, tokens, note),
        reply: encodeReply(reply, request.url, tokens, note),
        log: [...log],
      };
    }
    case 'storageGet': {
      const { call, key, reply } = recorded;
      return { call, key: hide(key), ...(reply === undefined ? {} : { reply: hide(reply) }) };
    }
    case 'storageSet': {
      const { call, key, json, refusal } = recorded;
      const hidden = { call, key: hide(key), json: hide(json) };
      return refusal === undefined ? hidden : { ...hidden, refusal: hideError(refusal, tokens) };
    }
    case 'storageRemove':
      return { call: recorded.call, key: hide(recorded.key) };
    case 'storageClear':
      return { call: recorded.call };
  }
}

/** A request as cassettes have it. */
function encodeRequest(
  { method, url, headers, body, redirect }: FetchRequest,
  tokens: SecretTokens,
  note: Note,
): CassetteRequest {
  return {
    method,
    url: tokens.hide(url),
    headers: encodeHeaders(headers, tokens, () => {}),
    ...(body === undefined ? {} : encodeBody(Buffer.from(body), tokens, note)),
    ...(redirect === 'follow' ? {} : { redirect }),
  };
}

function encodeReply(reply: FetchReply, requested: string, tokens: SecretTokens, note: Note): CassetteReply {
  if (!reply.ok) return { error: hideError(reply.error, tokens) };
  const { status, statusText, headers, url, redirected, body } = reply;
  return {
    status,
    statusText: tokens.hide(statusText),
    headers: encodeHeaders(headers, tokens, note),
    ...encodeBody(Buffer.from(body.buffer, body.byteOffset, body.byteLength), tokens, note),
    ...(url === requested ? {} : { url: tokens.hide(url) }),
    ...(redirected ? { redirected } : {}),
  };
}

function encodeHeaders(
  headers: FetchRequest['headers'],
  { hide }: SecretTokens,
  note: Note,
): [string, string][] {
  return headers.map(([name, value]) => {
    if (!SECRET_HEADER.test(name)) return [hide(name), hide(value)];
    note(`the response header ${name} is masked`);
    return [name, MASKED];
  });
}

function encodeBody(body: Buffer, { hide }: SecretTokens, note: Note) {
  if (!isUtf8(body)) return encodeBytes(body, hide, note);
  const hidden = hide(body.toString());
  if (hidden.length <= MAX_BODY) return { body: hidden };
  note('a body has more than 64 KB');
  const sha256 = createHash('sha256').update(hidden).digest('hex');
  return { body: cutTo(hidden, MAX_BODY), bytes: body.length, sha256 };
}

function encodeBytes(body: Buffer, hide: SecretTokens['hide'], note: Note) {
  const text = body.toString('latin1');
  const hasSecret = hide(text).replaceAll('{{open}}', '{{') !== text;
  if (hasSecret) note('a body that is no text holds a secret');
  const kept = hasSecret ? Buffer.alloc(0) : body.subarray(0, MAX_BODY);
  if (kept.length === body.length) return { body: body.toString('base64'), base64: true as const };
  if (!hasSecret) note('a body has more than 64 KB');
  return { body: kept.toString('base64'), base64: true as const, bytes: body.length };
}

/** No half of a surrogate pair, and no part of a token, is left at the end. */
function cutTo(text: string, length: number): string {
  const cut = text.slice(0, length);
  const open = cut.lastIndexOf('{{');
  const isCutToken = open >= 0 && length - open < 24 && !cut.includes('}}', open);
  return (isCutToken ? cut.slice(0, open) : cut).replace(/[\uD800-\uDBFF]$/, '');
}

function hideError(
  { name, message }: { readonly name: string; readonly message: string },
  { hide }: SecretTokens,
) {
  return { name: hide(name), message: hide(message) };
}

/** The reply of a cassette as the script gets it. */
export function decodeReply(reply: CassetteReply, requested: string, { restore }: SecretTokens): FetchReply {
  if ('error' in reply) {
    const { name, message } = reply.error;
    return { ok: false, error: { name: restore(name), message: restore(message) } };
  }
  const { status, statusText, headers, url, redirected = false, body = '', base64 } = reply;
  return {
    ok: true,
    status,
    statusText: restore(statusText),
    headers: headers.map(([name, value]) => [restore(name), restore(value)] as const),
    url: url === undefined ? requested : restore(url),
    redirected,
    body: base64 === true ? Buffer.from(body, 'base64') : Buffer.from(restore(body)),
  };
}
