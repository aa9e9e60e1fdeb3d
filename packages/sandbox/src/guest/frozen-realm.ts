import {
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  includesText,
  ownKeys,
} from './primordials.ts';
import { findShared } from './shared-objects.ts';

const { freeze } = Object;
const { isExtensible } = Reflect;
const realm = globalThis as unknown as object;

type Value = Record<PropertyKey, unknown>;
type Method = (...args: unknown[]) => unknown;
type Getter = (this: unknown) => unknown;

/** Properties that objects of all kinds assign. */
const OVERRIDDEN = ['toString', 'valueOf', 'toLocaleString'];

/** Functions of Underscore that count, or make code of a text. */
const STATEFUL = ['uniqueId', 'template', 'mixin', 'noConflict'];

/**
 * Freezes everything that scripts share in a realm that none has used, and gives the check for after each run: it
 * removes what a script has added to the global object, and says whether the realm is as it was.
 */
export function freezeRealm(): () => boolean {
  let isClean = true;
  const taint = () => {
    isClean = false;
  };
  watchUnderscore(taint);
  const shared = findShared();
  watchConstructors(taint);
  const watched = inheritedByScripts();
  for (let i = 0; i < shared.length; i += 1) {
    const object = shared[i] as Value;
    if (includesText(watched, object)) continue;
    if (typeof object !== 'function') mendOverrides(object);
    freeze(object);
  }
  const checkPrototypes = watchPrototypes(watched);
  const checkGlobals = lockGlobals();
  return () => checkGlobals() && checkPrototypes() && isClean;
}

/**
 * With the constructor of a function, a script makes code that nothing has looked at. Its realm is not used again.
 */
function watchConstructors(taint: () => void): void {
  const kinds = [function () {}, function* () {}, async () => {}, async function* () {}];
  for (let i = 0; i < kinds.length; i += 1) {
    const prototype = getPrototypeOf(kinds[i] as object) as object;
    const { value } = getOwnPropertyDescriptor(prototype, 'constructor') as { value: unknown };
    defineInherited(prototype, 'constructor', () => {
      taint();
      return value;
    });
  }
}

/** What objects of scripts inherit. */
function inheritedByScripts(): Value[] {
  const types = [Object, Array, Function, Error];
  const errors = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError];
  const { SuppressedError: suppressed } = globalThis as unknown as { SuppressedError?: ErrorConstructor };
  if (suppressed !== undefined) errors[errors.length] = suppressed;
  const prototypes: Value[] = [];
  for (let i = 0; i < types.length; i += 1)
    prototypes[i] = (types[i] as { prototype: unknown }).prototype as Value;
  for (let i = 0; i < errors.length; i += 1)
    prototypes[types.length + i] = (errors[i] as ErrorConstructor).prototype as unknown as Value;
  return prototypes;
}

/**
 * A property whose inherited namesake is read-only cannot be assigned (the override mistake), so these prototypes stay
 * as they are: nothing in them may be removed, and the check finds what was added or replaced.
 */
function watchPrototypes(prototypes: readonly Value[]): () => boolean {
  const keys: PropertyKey[][] = [];
  const values: unknown[][] = [];
  const counts: number[] = [];
  const parents: unknown[] = [];
  for (let i = 0; i < prototypes.length; i += 1) {
    const prototype = prototypes[i] as Value;
    const own = ownKeys(prototype);
    counts[i] = own.length;
    parents[i] = getPrototypeOf(prototype);
    const writable: PropertyKey[] = [];
    const before: unknown[] = [];
    for (let k = 0; k < own.length; k += 1) {
      const key = own[k] as PropertyKey;
      defineProperty(prototype, key, { __proto__: null, configurable: false } as object);
      const descriptor = getOwnPropertyDescriptor(prototype, key);
      if (descriptor?.writable !== true) continue;
      before[writable.length] = descriptor.value;
      writable[writable.length] = key;
    }
    keys[i] = writable;
    values[i] = before;
  }
  return () => {
    for (let i = 0; i < prototypes.length; i += 1) {
      const prototype = prototypes[i] as Value;
      if (!isExtensible(prototype) || getPrototypeOf(prototype) !== parents[i]) return false;
      if (ownKeys(prototype).length !== counts[i]) return false;
      if (!isUnchanged(prototype, keys[i] as PropertyKey[], values[i] as unknown[])) return false;
    }
    return true;
  };
}

/** Assigning its own value to a property fails when it has become read-only. */
function isUnchanged(prototype: Value, keys: readonly PropertyKey[], values: readonly unknown[]): boolean {
  for (let k = 0; k < keys.length; k += 1) {
    const key = keys[k] as PropertyKey;
    if (prototype[key] !== values[k]) return false;
    prototype[key] = values[k];
  }
  return true;
}

/** The other prototypes are frozen; a setter lets objects that inherit from them have such a property of their own. */
function mendOverrides(prototype: object): void {
  for (let i = 0; i < OVERRIDDEN.length; i += 1) {
    const key = OVERRIDDEN[i] as string;
    const descriptor = getOwnPropertyDescriptor(prototype, key);
    if (descriptor?.writable !== true || descriptor.configurable !== true) continue;
    const { value } = descriptor as { value: unknown };
    defineInherited(prototype, key, () => value);
  }
}

/** A property that objects inherit, and that becomes their own when they are assigned another value. */
function defineInherited(prototype: object, key: PropertyKey, get: Getter): void {
  const set = function (this: unknown, value: unknown): void {
    if ((typeof this !== 'object' || this === null) && typeof this !== 'function') return;
    defineProperty(this, key, {
      __proto__: null,
      configurable: true,
      enumerable: true,
      writable: true,
      value,
    } as PropertyDescriptor);
  };
  defineProperty(prototype, key, {
    __proto__: null,
    configurable: false,
    enumerable: false,
    get: freeze(get),
    set: freeze(set),
  } as PropertyDescriptor);
}

function watchUnderscore(taint: () => void): void {
  const underscore = (globalThis as { _?: { prototype: Value } & Value })._;
  if (underscore === undefined) return;
  const holders = [underscore, underscore.prototype];
  for (let h = 0; h < holders.length; h += 1) {
    const holder = holders[h] as Value;
    for (let i = 0; i < STATEFUL.length; i += 1) {
      const method = holder[STATEFUL[i] as string] as Method | undefined;
      if (method === undefined) continue;
      holder[STATEFUL[i] as string] = function (this: unknown, ...args: unknown[]): unknown {
        taint();
        return Reflect.apply(method, this, args);
      };
    }
  }
}

/** Locks what the realm has of its own; what is made when a script first looks is made anew for each run. */
function lockGlobals(): () => boolean {
  const prototype = getPrototypeOf(realm);
  const keys = ownKeys(realm);
  const known = { __proto__: null } as unknown as Record<PropertyKey, boolean>;
  const renewed: PropertyKey[] = [];
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string;
    known[key] = true;
    if (getOwnPropertyDescriptor(realm, key)?.get !== undefined) renewed[renewed.length] = key;
    else defineProperty(realm, key, { __proto__: null, writable: false, configurable: false } as object);
  }
  return () => {
    if (getPrototypeOf(realm) !== prototype || !isExtensible(realm)) return false;
    const now = ownKeys(realm);
    for (let i = 0; i < now.length; i += 1) {
      const key = now[i] as string;
      if (known[key] !== true && !deleteProperty(realm, key)) return false;
    }
    for (let i = 0; i < renewed.length; i += 1) {
      if (getOwnPropertyDescriptor(realm, renewed[i] as string)?.configurable === false) return false;
    }
    return true;
  };
}
