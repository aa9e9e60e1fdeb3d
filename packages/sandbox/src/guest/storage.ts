import { MAX_STORAGE_KEY, MAX_STORAGE_VALUE } from '../host-limits.ts';
import { callHost } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeError } from './make-error.ts';
import { define, isFiniteNumber, parseJson, stringifyJson, toText } from './primordials.ts';

/** Makes what `require("storage")` gives: values keep their JSON type, a missing key reads as `null`. */
export function makeStorage(bridge: Bridge): object {
  const storage = {};
  define(storage, 'get', function get(key: unknown): unknown {
    const json = callHost(bridge, 'storageGet', keyText(key, get));
    return json === undefined ? null : (parseJson(json) as unknown);
  });
  define(storage, 'set', function set(key: unknown, value: unknown): void {
    callHost(bridge, 'storageSet', keyText(key, set), toJson(value, set));
  });
  define(storage, 'remove', function remove(key: unknown): void {
    callHost(bridge, 'storageRemove', keyText(key, remove));
  });
  define(storage, 'clear', function clear(): void {
    callHost(bridge, 'storageClear');
  });
  return storage;
}

function keyText(key: unknown, above: unknown): string {
  const text = toText(key);
  if (text.length <= MAX_STORAGE_KEY) return text;
  const message = `a storage key may have ${MAX_STORAGE_KEY} characters, this one has ${text.length}`;
  throw makeError('RangeError', message, above);
}

function toJson(value: unknown, above: unknown): string {
  const kind = typeof value;
  if (kind === 'number' && !isFiniteNumber(value)) throw refusal(toText(value), above);
  if (kind === 'bigint') throw refusal('a BigInt', above);
  const json = stringifyJson(value) as string | undefined;
  if (json === undefined) throw refusal(kind === 'undefined' ? 'undefined' : `a ${kind}`, above);
  if (json.length > MAX_STORAGE_VALUE) {
    const message = `a storage value may have ${MAX_STORAGE_VALUE} characters as JSON, this one has ${json.length}`;
    throw makeError('QuotaExceededError', message, above);
  }
  return json;
}

function refusal(what: string, above: unknown): Error {
  return makeError('TypeError', `storage.set: ${what} cannot be stored; only JSON values can`, above);
}
