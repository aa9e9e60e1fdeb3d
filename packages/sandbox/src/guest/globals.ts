import { atob, btoa } from './base64.ts';
import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeConsole } from './console.ts';
import { makeCrypto } from './crypto.ts';
import { makeFetch } from './fetch.ts';
import { makeError } from './make-error.ts';
import { define, defineAccessor, deleteProperty, parseJson, toText } from './primordials.ts';
import { makeStorage } from './storage.ts';
import { structuredClone } from './web/structured-clone.ts';
import { makeTextDecoder, makeTextEncoder } from './web/text-encoding.ts';
import { makeUrl } from './web/url.ts';
import { makeUrlSearchParams } from './web/url-search-params.ts';
import type { SearchParamsType } from './web/url-search-params.ts';

/** Puts everything a script can reach on the global object. All of it may be overridden by the script. */
export function installGlobals(bridge: Bridge): void {
  deleteProperty(globalThis, 'WebAssembly');
  deleteProperty(globalThis, 'SharedArrayBuffer');
  deleteProperty(globalThis, 'Atomics');
  define(globalThis, 'console', makeConsole(bridge));
  define(globalThis, 'crypto', makeCrypto(bridge));
  define(globalThis, 'fetch', makeFetch(bridge));
  define(globalThis, 'require', makeRequire(makeStorage(bridge)));
  define(globalThis, 'atob', atob);
  define(globalThis, 'btoa', btoa);
  // The payload stays one string outside until the script first reads it; most scripts read little of it.
  defineLazily('activity', () => parseJson(reach(bridge.input, 'activity')));
  defineLazily('project', () => parseJson(reach(bridge.input, 'project')));
  defineLazily('variables', () => parseJson(reach(bridge.input, 'variables')));
  installWebApis(bridge);
}

function makeRequire(storage: object): unknown {
  return function require(name: unknown): object {
    if (name === 'storage') return storage;
    throw makeError('Error', `Cannot find module "${toText(name)}"; the only module is "storage"`, require);
  };
}

/** Most scripts use none of these: each is made when a script first looks. */
function installWebApis(bridge: Bridge): void {
  let searchParams: SearchParamsType | undefined;
  const searchParamsOnce = () => (searchParams ??= makeUrlSearchParams(bridge));
  defineLazily('URL', () => makeUrl(bridge, searchParamsOnce()));
  defineLazily('URLSearchParams', () => searchParamsOnce().type);
  defineLazily('TextEncoder', makeTextEncoder);
  defineLazily('TextDecoder', () => makeTextDecoder(bridge));
  define(globalThis, 'structuredClone', structuredClone);
}

function defineLazily(name: string, make: () => unknown): void {
  const get = () => {
    const value = make();
    define(globalThis, name, value);
    return value;
  };
  defineAccessor(globalThis, name, get, (value) => define(globalThis, name, value));
}
