import { mutantsOf } from '../mutant.ts';

const secrets = 'packages/secrets/src';

export const secretMutants = [
  ...mutantsOf(
    `${secrets}/sign.ts`,
    [`${secrets}/sign.test.ts`, `${secrets}/secrets.test.ts`],
    [
      ['webhook-timestamp is in milliseconds', 'Math.floor(Date.now() / 1000)', 'Date.now()'],
      ['webhook-timestamp is no integer', 'Math.floor(Date.now() / 1000)', 'Date.now() / 1000'],
      ['the id is not signed', '`${message.id}.${message.timestamp}.`', '`${message.timestamp}.`'],
      ['the body is not signed', '.update(message.body).digest', '.digest'],
      ['the body is not in the JWS', '.update(payload).digest', '.digest'],
      [
        'the compact form signs the bytes',
        "form === 'compact' ? Buffer.from(body).toString('base64url') : body",
        'body',
      ],
      [
        'the compact form decodes the key',
        "form === 'compact' ? sharedKey : decodeSharedKey(sharedKey)",
        'decodeSharedKey(sharedKey)',
      ],
      ['both forms have the same header', 'protectedHeaders[form]', 'protectedHeaders.rfc7797'],
      [
        'the key is not decoded',
        "Buffer.from(withoutKeyPrefix(sharedKey), 'base64url')",
        'Buffer.from(withoutKeyPrefix(sharedKey))',
      ],
      ['the signature is base64url', ".digest('base64')}", ".digest('base64url')}"],
      ['the headers lack the id', "['webhook-id', id],", ''],
    ],
  ),
  ...mutantsOf(
    'packages/shared/src/shared-key.ts',
    [`${secrets}/sign.test.ts`, `${secrets}/secrets.test.ts`],
    [
      ['the prefix of a key is part of it', "sharedKey.slice('whsec_'.length)", 'sharedKey'],
      [
        'an empty key can sign',
        "if (sharedKey === '') return 'must not be empty';",
        "if (sharedKey === '') return undefined;",
      ],
      ['a key that cannot be decoded can sign', '% 4 === 1', '% 4 === 4'],
    ],
  ),
  ...mutantsOf(
    `${secrets}/seal.ts`,
    [`${secrets}/secrets.test.ts`],
    [
      ['every sealing has the same nonce', 'randomBytes(12)', 'Buffer.alloc(12)'],
      [
        'only the current key opens',
        'ring.keys.find(({ id }) => id === keyId)',
        'ring.keys.slice(0, 1).find(({ id }) => id === keyId)',
      ],
      ['the last key seals', 'ring.keys[0]', 'ring.keys.at(-1)'],
      ['a short key is taken', 'if (key.length !== 32) {', 'if (key.length > 32) {'],
      ['an empty ring is taken', 'if (keys.length === 0) throw', 'if (keys.length < 0) throw'],
    ],
  ),
  ...mutantsOf(
    `${secrets}/token.ts`,
    [`${secrets}/secrets.test.ts`],
    [
      ['every token matches', 'return timingSafeEqual(hashToken(text), hash);', 'return hash.length > 0;'],
      [
        'a token has no secret',
        "randomBytes(32).toString('base64url')",
        "Buffer.alloc(32).toString('base64url')",
      ],
      ['a text that begins as a token is one', '{43}$/', '{43}/'],
    ],
  ),
] as const;
