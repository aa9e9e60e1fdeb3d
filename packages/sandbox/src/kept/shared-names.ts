import { runInNewContext } from 'node:vm';

/** Names of what every script of a realm shares. */
export interface SharedNames {
  /** Variables that are there before a script begins, without `activity`, `project` and `variables`. */
  readonly globals: ReadonlySet<string>;
  /** Methods that objects inherit. */
  readonly methods: ReadonlySet<string>;
  /** Those of them that plain objects inherit: a script may give its object another one under the same name. */
  readonly ofObjects: ReadonlySet<string>;
}

/** What `guest/globals.ts` and Underscore add to the language. */
const OF_GUEST = ['console', 'crypto', 'fetch', 'require', 'atob', 'btoa', 'structuredClone', '_'];
const OF_WEB = ['URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder'];

const FIND_METHODS = `(() => {
  const prototypes = Object.getOwnPropertyNames(globalThis).map((name) => globalThis[name]?.prototype);
  const generated = (function* () {})().__proto__;
  const iterators = [[].values(), new Map().keys(), new Set().keys(), ''[Symbol.iterator](), generated];
  prototypes.push(...iterators.map(Object.getPrototypeOf));
  prototypes.push(Object.getPrototypeOf(Uint8Array.prototype), Error);
  const names = prototypes.filter((prototype) => typeof prototype === 'object' || typeof prototype === 'function')
    .flatMap((prototype) => Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    .filter(([, { value }]) => typeof value === 'function').map(([name]) => name);
  return JSON.stringify([Object.getOwnPropertyNames(globalThis), names, Object.getOwnPropertyNames(Object.prototype)]);
})()`;

let known: SharedNames | undefined;

/** Reads the names from the engine, once a process: the slots have the same one. */
export function sharedNames(): SharedNames {
  known ??= readNames();
  return known;
}

function readNames(): SharedNames {
  const [globals = [], methods = [], ofObjects = []] = JSON.parse(
    runInNewContext(FIND_METHODS) as string,
  ) as string[][];
  return {
    globals: new Set([...globals, ...OF_GUEST, ...OF_WEB]),
    methods: new Set(methods),
    ofObjects: new Set(ofObjects),
  };
}
