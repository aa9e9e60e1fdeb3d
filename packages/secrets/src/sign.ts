import { createHmac } from 'node:crypto';
import { splitSharedKeys, withoutKeyPrefix } from '@upshot/shared/shared-key';

/**
 * How `X-JWS-Signature` is made. Both are detached JWS: `<protected header>..<signature>`.
 * - `rfc7797`: over the body as it is (unencoded payload). As on Platform.sh, the shared key is the `k` of an `oct`
 *   JWK: it is base64url-decoded before use
 * - `compact`: over the base64url text of the body, with the shared key's text as the key. Receivers that follow the
 *   Node sample of Platform.sh put that text between the dots and verify the result as a compact JWS
 */
export type SignatureForm = 'rfc7797' | 'compact';

/** What signs the deliveries of one integration. */
export interface Signing {
  /** The first one signs both ways; a second one adds its signature to `webhook-signature`. */
  readonly sharedKeys: readonly [string, ...string[]];
  readonly form: SignatureForm;
}

const protectedHeaders: { readonly [F in SignatureForm]: string } = {
  rfc7797: Buffer.from('{"alg":"HS256","b64":false,"crit":["b64"]}').toString('base64url'),
  compact: Buffer.from('{"alg":"HS256"}').toString('base64url'),
};

/** The value of `X-JWS-Signature` for the exact bytes sent. */
export function signJws({ sharedKeys: [sharedKey], form }: Signing, body: Uint8Array): string {
  const header = protectedHeaders[form];
  const key = form === 'compact' ? sharedKey : decodeSharedKey(sharedKey);
  const payload = form === 'compact' ? Buffer.from(body).toString('base64url') : body;
  const signature = createHmac('sha256', key).update(`${header}.`).update(payload).digest('base64url');
  return `${header}..${signature}`;
}

/**
 * The value of `webhook-signature` (Standard Webhooks, symmetric `v1`) over `<id>.<timestamp>.<body>`, with the
 * decoded key with either form of {@link signJws}. `timestamp` is in seconds since 1970.
 */
export function signStandardWebhook(
  sharedKey: string,
  message: { readonly id: string; readonly timestamp: number; readonly body: Uint8Array },
): string {
  const hmac = createHmac('sha256', decodeSharedKey(sharedKey));
  return `v1,${hmac.update(`${message.id}.${message.timestamp}.`).update(message.body).digest('base64')}`;
}

/** What signs with these fields of an integration; undefined where there is no key. */
export function signingOf(fields: {
  readonly shared_key: string | null;
  readonly signature_form: SignatureForm;
}): Signing | undefined {
  if (fields.shared_key === null) return undefined;
  const [first = '', ...others] = splitSharedKeys(fields.shared_key);
  return { sharedKeys: [first, ...others], form: fields.signature_form };
}

/**
 * The headers that identify and sign one delivery: `webhook-id` and `webhook-timestamp` always, both signatures where
 * there is a shared key. With two keys `webhook-signature` lists a signature of each, as Standard Webhooks has it. The
 * id stays the same over all attempts.
 */
export function signatureHeaders(
  signing: Signing | undefined,
  id: string,
  body: Uint8Array,
): [name: string, value: string][] {
  const timestamp = Math.floor(Date.now() / 1000);
  const identity: [string, string][] = [
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
  ];
  if (signing === undefined) return identity;
  const signatures = signing.sharedKeys.map((key) => signStandardWebhook(key, { id, timestamp, body }));
  return [
    ...identity,
    ['x-jws-signature', signJws(signing, body)],
    ['webhook-signature', signatures.join(' ')],
  ];
}

function decodeSharedKey(sharedKey: string): Buffer {
  return Buffer.from(withoutKeyPrefix(sharedKey), 'base64url');
}
