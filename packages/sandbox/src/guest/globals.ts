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

/**
 * Puts everything a script can reach on the global object. All of it may be overridden by the script. Gives what makes
 * it as new, for the next run in a realm that is kept.
 */
export function installGlobals(bridge: Bridge): () => void {
  deleteProperty(globalThis, 'WebAssembly');
  deleteProperty(globalThis, 'SharedArrayBuffer');
  deleteProperty(globalThis, 'Atomics');
  const console = makeConsole(bridge);
  define(globalThis, 'console', console.object);
  define(globalThis, 'crypto', makeCrypto(bridge));
  define(globalThis, 'fetch', makeFetch(bridge));
  const modules = makeModules(bridge);
  define(globalThis, 'require', modules.require);
  define(globalThis, 'atob', atob);
  define(globalThis, 'btoa', btoa);
  define(globalThis, 'structuredClone', structuredClone);
  installLazily(bridge);
  return () => {
    console.reset();
    modules.reset();
    installLazily(bridge);
  };
}

function makeModules(bridge: Bridge): { readonly require: unknown; readonly reset: () => void } {
  let storage: object | undefined;
  const reset = () => {
    storage = undefined;
  };
  const require = function require(name: unknown): object {
    if (name === 'storage') return (storage ??= makeStorage(bridge));
    throw makeError('Error', `Cannot find module "${toText(name)}"; the only module is "storage"`, require);
  };
  return { require, reset };
}

/** What is made when a script first looks. */
function installLazily(bridge: Bridge): void {
  // The payload stays one string outside until the script first reads it; most scripts read little of it.
  defineLazily('activity', () => parseJson(reach(bridge.input, 'activity')));
  defineLazily('project', () => parseJson(reach(bridge.input, 'project')));
  defineLazily('variables', () => parseJson(reach(bridge.input, 'variables')));
  installWebApis(bridge);
}

/** Most scripts use none of these. */
function installWebApis(bridge: Bridge): void {
  let searchParams: SearchParamsType | undefined;
  const searchParamsOnce = () => (searchParams ??= makeUrlSearchParams(bridge));
  defineLazily('URL', () => makeUrl(bridge, searchParamsOnce()));
  defineLazily('URLSearchParams', () => searchParamsOnce().type);
  defineLazily('TextEncoder', makeTextEncoder);
  defineLazily('TextDecoder', () => makeTextDecoder(bridge));
}

function defineLazily(name: string, make: () => unknown): void {
  const get = () => {
    const value = make();
    define(globalThis, name, value);
    return value;
  };
  defineAccessor(globalThis, name, get, (value) => define(globalThis, name, value));
}
