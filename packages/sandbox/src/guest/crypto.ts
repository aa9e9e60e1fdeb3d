import { callPlatform } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeError } from './make-error.ts';
import { define, lower, toText } from './primordials.ts';

/**
 * Makes `crypto`. A string that `digest()` returned without a format in this run stands for its bytes when it comes
 * back as a key or as data; every other string is text and counts as UTF-8. The slot remembers which is which.
 */
export function makeCrypto(bridge: Bridge): object {
  const crypto = {};
  define(crypto, 'createHmac', function createHmac(algorithm: unknown, key: unknown): object {
    const name = algorithmName(algorithm, createHmac);
    return makeHmac(bridge, callPlatform(bridge, 'hmacCreate', name, textOf(key, 'key', createHmac)));
  });
  return crypto;
}

function makeHmac(bridge: Bridge, id: string): object {
  let digested = false;
  const hmac = {};
  define(hmac, 'update', function update(data: unknown): object {
    if (digested) throw makeError('Error', 'crypto: digest() was already called', update);
    callPlatform(bridge, 'hmacUpdate', id, textOf(data, 'data', update));
    return hmac;
  });
  define(hmac, 'digest', function digest(format?: unknown): string {
    if (digested) throw makeError('Error', 'crypto: digest() was already called', digest);
    const encoding = encodingName(format, digest);
    digested = true;
    return callPlatform(bridge, 'hmacDigest', id, encoding);
  });
  return hmac;
}

function algorithmName(algorithm: unknown, above: unknown): string {
  const name = lower(toText(algorithm));
  if (name === 'sha256' || name === 'sha1' || name === 'md5') return name;
  throw makeError('Error', `crypto: unknown algorithm "${name}"; there are sha256, sha1 and md5`, above);
}

function encodingName(format: unknown, above: unknown): string {
  const name = format === undefined || format === null ? '' : lower(toText(format));
  if (name === '' || name === 'binary' || name === 'latin1') return 'latin1';
  if (name === 'hex' || name === 'base64' || name === 'base64url') return name;
  throw makeError('Error', `crypto: unknown digest format "${name}"; there are hex, base64 and none`, above);
}

function textOf(value: unknown, what: string, above: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return toText(value);
  throw makeError('TypeError', `crypto: the ${what} must be a string`, above);
}
