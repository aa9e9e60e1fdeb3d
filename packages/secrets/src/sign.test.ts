import * as fc from 'fast-check';
import { base64url, flattenedVerify } from 'jose';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { signatureHeaders, signingOf, signStandardWebhook } from './sign.ts';

const sharedKey = Buffer.alloc(32, 7).toString('base64');
const body = '{"id":"größe"}';

/** The headers of a delivery, as a receiver gets them. */
function headersOf(key: string | undefined, id: string, text: string): Record<string, string> {
  const signing = signingOf({ shared_key: key ?? null, signature_form: 'rfc7797' });
  return Object.fromEntries(signatureHeaders(signing, id, Buffer.from(text)));
}

/** Verifies a delivery with the library of Standard Webhooks, which allows five minutes between the two clocks. */
function verify(key: string, text: string, headers: Record<string, string>): unknown {
  return new Webhook(key).verify(text, headers);
}

test('a verifier of Standard Webhooks accepts a delivery that was signed just now', () => {
  expect(verify(sharedKey, body, headersOf(sharedKey, 'run', body))).toEqual(JSON.parse(body));
});

test('a verifier of Standard Webhooks accepts every key, id and body', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes));
  const id = fc.stringMatching(/^[a-z2-7]{13}$/);
  fc.assert(
    fc.property(key, id, fc.json(), fc.boolean(), (bytes, run, text, isPrefixed) => {
      const given = `${isPrefixed ? 'whsec_' : ''}${bytes.toString('base64')}`;
      expect(verify(given, text, headersOf(given, run, text))).toEqual(JSON.parse(text));
    }),
  );
});

test('with two keys, receivers of either accept a delivery; the other signature is made with the first', async () => {
  const [first, second] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string];
  const headers = headersOf(`${first}, whsec_${second}`, 'run', body);
  for (const key of [first, second]) expect(verify(key, body, headers)).toEqual(JSON.parse(body));
  expect(() => verify(sharedKey, body, headers)).toThrow('No matching signature');
  expect(headers['x-jws-signature']).toBe(headersOf(first, 'run', body)['x-jws-signature']);
});

test('base64 and base64url of a key sign alike', () => {
  const bytes = Buffer.from('fbff00fbff00fbff00', 'hex');
  const headers = headersOf(bytes.toString('base64url'), 'run', body);
  expect(verify(bytes.toString('base64'), body, headers)).toEqual(JSON.parse(body));
});

test.each([
  ['another body', { text: '{"id":"other"}' }],
  ['another key', { key: Buffer.alloc(32, 8).toString('base64') }],
  ['another id', { changed: { 'webhook-id': 'other' } }],
  ['another time', { changed: { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 60) } }],
])(
  'a verifier of Standard Webhooks refuses %s',
  (_what, { text = body, key = sharedKey, changed = {} }: Forged) => {
    const headers = { ...headersOf(sharedKey, 'run', body), ...changed };
    expect(() => verify(key, text, headers)).toThrow('No matching signature found');
  },
);

interface Forged {
  readonly text?: string;
  readonly key?: string;
  readonly changed?: Record<string, string>;
}

test.each([
  ['in milliseconds', () => Date.now(), /too new/],
  ['of six minutes ago', () => Math.floor(Date.now() / 1000) - 360, /too old/],
  ['six minutes ahead', () => Math.floor(Date.now() / 1000) + 360, /too new/],
])('the verifier would notice a time %s, although it is signed', (_what, clock, refusal) => {
  const timestamp = clock();
  const signature = signStandardWebhook(sharedKey, { id: 'run', timestamp, body: Buffer.from(body) });
  const headers = {
    'webhook-id': 'run',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
  expect(() => verify(sharedKey, body, headers)).toThrow(refusal);
});

test('the time is that of the signing, in whole seconds', () => {
  const before = Math.floor(Date.now() / 1000);
  const { 'webhook-timestamp': timestamp = '' } = headersOf(sharedKey, 'run', body);
  expect(timestamp).toMatch(/^\d+$/);
  expect(Number(timestamp)).toBeGreaterThanOrEqual(before);
  expect(Number(timestamp)).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
});

test('both signatures are over the same bytes, with the same decoded key', async () => {
  const headers = headersOf(sharedKey, 'run', body);
  const [protectedHeader = '', , signature = ''] = (headers['x-jws-signature'] ?? '').split('.');
  const jws = { protected: protectedHeader, payload: Buffer.from(body), signature };
  const verified = await flattenedVerify(jws, base64url.decode(sharedKey));
  expect(Buffer.from(verified.payload).toString()).toBe(body);
});

test('a delivery without a shared key is identified, and not signed', () => {
  const headers = headersOf(undefined, 'run', body);
  expect(Object.keys(headers)).toEqual(['webhook-id', 'webhook-timestamp']);
  expect(headers['webhook-id']).toBe('run');
});
