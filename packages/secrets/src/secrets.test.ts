import { base64url, compactVerify, flattenedVerify } from 'jose';
import { findSharedKeyFault } from '@upshot/shared/shared-key';
import { describe, expect, it } from 'vitest';
import { parseKeyRing, seal, unseal } from './seal.ts';
import { signJws, signStandardWebhook } from './sign.ts';
import { hashToken, mintToken, tokenId, tokenMatches } from './token.ts';

const keyA = Buffer.alloc(32, 1).toString('base64');
const keyB = Buffer.alloc(32, 2).toString('base64');

describe('sealing', () => {
  it('opens what it sealed, in its own context only', () => {
    const ring = parseKeyRing(keyA);
    const sealed = seal(ring, 'pässword', 'variable:x');
    expect(sealed).not.toContain('ssword');
    expect(unseal(ring, sealed, 'variable:x')).toBe('pässword');
    expect(() => unseal(ring, sealed, 'variable:y')).toThrow(/authenticate/);
  });

  it('notices any change of what was sealed', () => {
    const ring = parseKeyRing(keyA);
    const sealed = seal(ring, 'secret', 'c');
    const at = sealed.length - 3;
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(() => unseal(ring, changed, 'c')).toThrow(/authenticate/);
  });

  it('seals with the first key and opens with each, so that a key can be rotated', () => {
    const old = seal(parseKeyRing(keyA), 'secret', 'c');
    const rotated = parseKeyRing(`${keyB},${keyA}`);
    expect(unseal(rotated, old, 'c')).toBe('secret');
    expect(() => unseal(parseKeyRing(keyA), seal(rotated, 'secret', 'c'), 'c')).toThrow(/no key with id/);
  });

  it('seals a text in another way each time, so that equal secrets do not look equal', () => {
    const ring = parseKeyRing(keyA);
    const [one, other] = [seal(ring, 'secret', 'c'), seal(ring, 'secret', 'c')];
    expect(one.split('.')[2]).not.toBe(other.split('.')[2]);
    expect(one.split('.')[3]).not.toBe(other.split('.')[3]);
  });

  it('says how to make a key when one is wrong', () => {
    expect(() => parseKeyRing('short')).toThrow(/openssl rand -base64 32/);
    expect(() => parseKeyRing('')).toThrow(/openssl rand -base64 32/);
  });
});

describe('signing', () => {
  const sharedKey = Buffer.alloc(32, 7).toString('base64');
  const body = Buffer.from('{"id":"größe"}');

  it('makes a detached JWS that jose verifies with the key decoded', async () => {
    const [protectedHeader = '', , signature = ''] = signJws(
      { sharedKeys: [sharedKey], form: 'rfc7797' },
      body,
    ).split('.');
    const jws = { protected: protectedHeader, payload: body, signature };
    const verified = await flattenedVerify(jws, base64url.decode(sharedKey));
    expect(verified.protectedHeader).toEqual({ alg: 'HS256', b64: false, crit: ['b64'] });
    await expect(
      flattenedVerify({ ...jws, payload: Buffer.from('{}') }, base64url.decode(sharedKey)),
    ).rejects.toThrow(/signature verification failed/);
  });

  it('has exactly the header of the original', () => {
    expect(signJws({ sharedKeys: ['secret'], form: 'rfc7797' }, body)).toMatch(
      /^eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19\.\.[\w-]{43}$/,
    );
  });

  it('makes a compact form that jose verifies with the key as text and the body put between the dots', async () => {
    const [protectedHeader, , signature] = signJws({ sharedKeys: [sharedKey], form: 'compact' }, body).split(
      '.',
    );
    const jws = (payload: Buffer) => `${protectedHeader}.${payload.toString('base64url')}.${signature}`;
    const key = new TextEncoder().encode(sharedKey);
    const verified = await compactVerify(jws(body), key);
    expect(Buffer.from(verified.payload).equals(body)).toBe(true);
    await expect(compactVerify(jws(Buffer.from('{}')), key)).rejects.toThrow(/signature verification failed/);
    await expect(compactVerify(jws(body), base64url.decode(sharedKey))).rejects.toThrow(
      /verification failed/,
    );
  });

  it('signs as Standard Webhooks demand, by the published example', () => {
    const key = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: Buffer.from('{"test": 2432232314}'),
    };
    const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
    expect(signStandardWebhook(key, message)).toBe(signature);
    expect(signStandardWebhook(`whsec_${key}`, message)).toBe(signature);
    expect(findSharedKeyFault(`whsec_${key}`)).toBeUndefined();
  });

  it('knows which shared keys it cannot decode', () => {
    expect(findSharedKeyFault('secret')).toBeUndefined();
    expect(findSharedKeyFault(sharedKey)).toBeUndefined();
    expect(findSharedKeyFault(`${sharedKey}, ${sharedKey}`)).toBeUndefined();
    expect(findSharedKeyFault(`${sharedKey},`)).toBe('must not be empty');
    expect(findSharedKeyFault(`${sharedKey},a b`)).toContain('base64');
    expect(findSharedKeyFault('YQ,Yg,Yw')).toBe('must not have more than 2 keys');
    expect(findSharedKeyFault('')).toMatch(/empty/);
    expect(findSharedKeyFault('not base64!')).toMatch(/base64/);
    expect(findSharedKeyFault('abcde')).toMatch(/length/);
  });
});

describe('a token', () => {
  it('is recognised by its kept hash, and no other token is', () => {
    const token = mintToken();
    const other = mintToken();
    expect(tokenId(token.text)).toBe(token.id);
    expect(tokenMatches(token.text, token.hash)).toBe(true);
    expect(tokenMatches(other.text, token.hash)).toBe(false);
    expect(hashToken(token.text).toString('hex')).not.toContain(token.text);
    expect(tokenId('upshot_nonsense')).toBeUndefined();
    expect(tokenId(`${token.text}x`)).toBeUndefined();
    expect(tokenId(` ${token.text}`)).toBeUndefined();
    expect(token.text.split('_').slice(2)).not.toEqual(other.text.split('_').slice(2));
  });
});
