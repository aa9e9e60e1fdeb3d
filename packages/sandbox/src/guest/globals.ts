import { atob, btoa } from './base64.ts';
import { reach } from './bridge.ts';
import type { Bridge } from './bridge.ts';
import { makeConsole } from './console.ts';
import { makeCrypto } from './crypto.ts';
import { makeFetch } from './fetch.ts';
import { makeError } from './make-error.ts';
import { define, defineProperty, deleteProperty, parseJson, toText } from './primordials.ts';
import { makeStorage } from './storage.ts';

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
  defineLazily(bridge, 'activity');
  defineLazily(bridge, 'project');
  defineLazily(bridge, 'variables');
}

function makeRequire(storage: object): unknown {
  return function require(name: unknown): object {
    if (name === 'storage') return storage;
    throw makeError('Error', `Cannot find module "${toText(name)}"; the only module is "storage"`, require);
  };
}

/** The payload stays one string outside until the script first reads it; most scripts read little of it. */
function defineLazily(bridge: Bridge, name: string): void {
  const descriptor = {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      const value = parseJson(reach(bridge.input, name)) as unknown;
      define(globalThis, name, value);
      return value;
    },
    set(value: unknown) {
      define(globalThis, name, value);
    },
  };
  defineProperty(globalThis, name, descriptor as PropertyDescriptor);
}
