import { storedContext } from '@upshot/integrations/secret-context';
import { createRedactor } from '@upshot/secrets/redact/redact';
import { looksSealed, parseKeyRing, seal } from '@upshot/secrets/seal';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openStored, sealWrites } from './sealed-storage.ts';

const ring = parseKeyRing(Buffer.alloc(32, 1).toString('base64'));
const secret = 'hunter2-/+"ü';
const redact = createRedactor([secret]);

function sealOne(json: string | null, maySeal = true): string | null | undefined {
  const writes = { clear: false, values: new Map([['k', json]]) };
  return sealWrites({ ring, maySeal: () => maySeal }, 'i', writes, redact).values.get('k');
}

const spellings: readonly [string, unknown][] = [
  ['as it is', secret],
  ['in an object', { a: [{ token: `Bearer ${secret}` }] }],
  ['as a name', { [secret]: 1 }],
  ['as JSON in a text', JSON.stringify({ secret })],
  ['in a URL', `https://a.example/?key=${encodeURIComponent(secret)}`],
  ['in base64', Buffer.from(`user:${secret}`).toString('base64')],
  ['in hex', Buffer.from(secret).toString('hex')],
  ['as bytes', [...Buffer.from(secret)]],
  ['without its first character', secret.slice(1)],
];

describe('a value that scripts store', () => {
  it.each(spellings)('is sealed when it holds a secret %s, and opens as it was', (_how, value) => {
    const json = JSON.stringify(value);
    const sealed = sealOne(json) ?? '';
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+$/);
    expect(openStored(ring, 'i', new Map([['k', sealed]])).get('k')).toBe(json);
  });

  it('stays as it is without a secret, as does the removal of a key', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        fc.pre(redact(json) === json);
        expect(sealOne(json)).toBe(json);
        expect(openStored(ring, 'i', new Map([['k', json]])).get('k')).toBe(json);
      }),
    );
    expect(sealOne(null)).toBeNull();
  });

  it.each(spellings)('stays as it is with a secret %s, while a live worker cannot open it', (_how, value) => {
    const json = JSON.stringify(value);
    expect(sealOne(json, false)).toBe(json);
  });

  it.each([true, false])('that a hostile slot makes to look sealed opens as it was', (maySeal) => {
    for (const text of ['v1.', 'v1.0.a.b', seal(ring, '1', storedContext('i', 'other'))]) {
      const sealed = sealOne(text, maySeal) ?? '';
      expect(openStored(ring, 'i', new Map([['k', sealed]])).get('k')).toBe(text);
    }
  });

  it('opens only in its place, and only with its key', () => {
    const sealed = sealOne(JSON.stringify(secret)) ?? '';
    const other = parseKeyRing(Buffer.alloc(32, 2).toString('base64'));
    expect(() => openStored(ring, 'i', new Map([['other', sealed]]))).toThrow('unable to authenticate data');
    expect(() => openStored(ring, 'other', new Map([['k', sealed]]))).toThrow('unable to authenticate data');
    expect(() => openStored(other, 'i', new Map([['k', sealed]]))).toThrow(/no key with id [0-9a-f]{8}/);
  });
});

it('no JSON text looks sealed', () => {
  fc.assert(fc.property(fc.json(), (json) => !looksSealed(json)));
});
