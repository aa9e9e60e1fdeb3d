import { createHmac } from 'node:crypto';
import { withoutKeyPrefix } from '@upshot/shared/shared-key';

const PROTECTED_HEADER = Buffer.from('{"alg":"HS256","b64":false,"crit":["b64"]}').toString('base64url');

/**
 * The value of `X-JWS-Signature`: a detached JWS with an unencoded payload (RFC 7797) over the exact bytes sent.
 * As on Platform.sh, the shared key is the `k` of an `oct` JWK: it is base64url-decoded before use.
 */
export function signJws(sharedKey: string, body: Uint8Array): string {
  const hmac = createHmac('sha256', decodeSharedKey(sharedKey));
  const signature = hmac.update(`${PROTECTED_HEADER}.`).update(body).digest('base64url');
  return `${PROTECTED_HEADER}..${signature}`;
}

/**
 * The value of `webhook-signature` (Standard Webhooks, symmetric `v1`) over `<id>.<timestamp>.<body>`, with the same
 * decoded key as {@link signJws}. `timestamp` is in seconds since 1970.
 */
export function signStandardWebhook(
  sharedKey: string,
  message: { readonly id: string; readonly timestamp: number; readonly body: Uint8Array },
): string {
  const hmac = createHmac('sha256', decodeSharedKey(sharedKey));
  return `v1,${hmac.update(`${message.id}.${message.timestamp}.`).update(message.body).digest('base64')}`;
}

/**
 * The headers that identify and sign one delivery: `webhook-id` and `webhook-timestamp` always, both signatures where
 * there is a shared key. The id stays the same over all attempts.
 */
export function signatureHeaders(
  sharedKey: string | undefined,
  id: string,
  body: Uint8Array,
): [name: string, value: string][] {
  const timestamp = Math.floor(Date.now() / 1000);
  const identity: [string, string][] = [
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
  ];
  if (sharedKey === undefined) return identity;
  return [
    ...identity,
    ['x-jws-signature', signJws(sharedKey, body)],
    ['webhook-signature', signStandardWebhook(sharedKey, { id, timestamp, body })],
  ];
}

function decodeSharedKey(sharedKey: string): Buffer {
  return Buffer.from(withoutKeyPrefix(sharedKey), 'base64url');
}
