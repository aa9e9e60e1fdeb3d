import { callHost, reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeError } from './make-error.ts';
import { define, parseJson, toText } from './primordials.ts';
import { strictJson } from './strict-json.ts';

/** Makes what `require("storage")` gives: values keep their JSON type, a missing key reads as `null`. */
export function makeStorage(bridge: Bridge): object {
  const storage = {};
  define(storage, 'get', function get(key: unknown): unknown {
    const json = callHost(bridge, 'storageGet', { key: keyText(key, bridge, get) });
    return json === undefined ? null : (parseJson(json) as unknown);
  });
  define(storage, 'set', function set(key: unknown, value: unknown): void {
    callHost(bridge, 'storageSet', { key: keyText(key, bridge, set), json: toJson(value, bridge, set) });
  });
  define(storage, 'remove', function remove(key: unknown): void {
    callHost(bridge, 'storageRemove', { key: keyText(key, bridge, remove) });
  });
  define(storage, 'clear', function clear(): void {
    callHost(bridge, 'storageClear', {});
  });
  return storage;
}

function keyText(key: unknown, bridge: Bridge, above: unknown): string {
  const text = toText(key);
  const limit = reach(bridge.maxLength, 'storageSet', 'key');
  if (text.length <= limit) return text;
  const message = `a storage key may have ${limit} characters, this one has ${text.length}`;
  throw makeError('RangeError', message, above);
}

function toJson(value: unknown, bridge: Bridge, above: unknown): string {
  const json = strictJson(value, (what) => refusal(what, above));
  const limit = reach(bridge.maxLength, 'storageSet', 'json');
  if (json.length > limit) {
    const message = `a storage value may have ${limit} characters as JSON, this one has ${json.length}`;
    throw makeError('QuotaExceededError', message, above);
  }
  return json;
}

function refusal(what: string, above: unknown): Error {
  return makeError('TypeError', `storage.set: ${what} cannot be stored; only JSON values can`, above);
}
