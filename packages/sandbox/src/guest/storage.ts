import { callHost } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeError } from './make-error.ts';
import { define, isFiniteNumber, parseJson, stringifyJson, toText } from './primordials.ts';

/** The longest JSON text, in characters, that leaves the isolate in one call. */
const MAX_TEXT = 4 * 1024 * 1024;

/** Makes what `require("storage")` gives: values keep their JSON type, a missing key reads as `null`. */
export function makeStorage(bridge: Bridge): object {
  const storage = {};
  define(storage, 'get', function get(key: unknown): unknown {
    const json = callHost(bridge, 'storageGet', toText(key));
    return json === undefined ? null : (parseJson(json) as unknown);
  });
  define(storage, 'set', function set(key: unknown, value: unknown): void {
    callHost(bridge, 'storageSet', toText(key), toJson(value, set));
  });
  define(storage, 'remove', function remove(key: unknown): void {
    callHost(bridge, 'storageRemove', toText(key));
  });
  define(storage, 'clear', function clear(): void {
    callHost(bridge, 'storageClear');
  });
  return storage;
}

function toJson(value: unknown, above: unknown): string {
  const kind = typeof value;
  if (kind === 'number' && !isFiniteNumber(value)) throw refusal(toText(value), above);
  if (kind === 'bigint') throw refusal('a BigInt', above);
  const json = stringifyJson(value) as string | undefined;
  if (json === undefined) throw refusal(kind === 'undefined' ? 'undefined' : `a ${kind}`, above);
  if (json.length > MAX_TEXT) throw makeError('RangeError', 'storage.set: the value is too large', above);
  return json;
}

function refusal(what: string, above: unknown): Error {
  return makeError('TypeError', `storage.set: ${what} cannot be stored; only JSON values can`, above);
}
