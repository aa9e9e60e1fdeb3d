/**
 * The built-ins as they were before the user's script could touch them. Guest code that runs beside or after a
 * script calls only these, and never iterates, spreads or assigns through a prototype the script can change.
 */
export const {
  apply,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  setPrototypeOf,
} = Reflect;

/** Turns a method into a function whose first argument is the receiver, bound to today's method for good. */
export function uncurry<T, A extends unknown[], R>(method: (this: T, ...args: A) => R) {
  return (self: T, ...args: A): R => apply(method, self, args);
}

export const { isArray } = Array;
export const { isFinite: isFiniteNumber } = Number;
export const { max, min } = Math;
export const { parse: parseJson, stringify: stringifyJson } = JSON;
export const toText = String;
export const { now } = Date;
/** Under another name than `eval`, it runs a text as a script of its own: sloppy, in the global scope. */
// oxlint-disable-next-line eslint/no-eval -- a script of the user is what this realm is for
export const runScriptText = eval;
export const ErrorType = Error;
export const TypeErrorType = TypeError;
export const RangeErrorType = RangeError;
export const SetType = Set;
export const MapType = Map;
export const WeakMapType = WeakMap;
export const BytesType = Uint8Array;
export const iteratorSymbol: typeof Symbol.iterator = Symbol.iterator;
export const tagSymbol: typeof Symbol.toStringTag = Symbol.toStringTag;
/** What every iterator of the language inherits from. */
export const iteratorPrototype = getPrototypeOf(getPrototypeOf([][iteratorSymbol]()) as object);
export const PromiseType = Promise;
export const PromisePrototype = Promise.prototype as object;

/* oxlint-disable typescript/unbound-method -- unbinding methods is the purpose here */

export const { isView } = ArrayBuffer;
export const indexOf = uncurry(String.prototype.indexOf);
export const slice = uncurry(String.prototype.slice);
export const charCode = uncurry(String.prototype.charCodeAt);
export const repeat = uncurry(String.prototype.repeat);
export const listIterator = uncurry(Array.prototype.values);
export const lower = uncurry(String.prototype.toLowerCase);
export const objectTag = uncurry(Object.prototype.toString);
export const symbolText = uncurry(Symbol.prototype.toString);
export const dateText = uncurry(Date.prototype.toISOString);
export const regexText = uncurry(RegExp.prototype.toString);
const execRegex = uncurry(RegExp.prototype.exec);
export const mapEach = uncurry(Map.prototype.forEach);
export const setEach = uncurry(Set.prototype.forEach);
export const setAdd = uncurry(Set.prototype.add);
export const mapGet = uncurry(Map.prototype.get) as <K, V>(map: Map<K, V>, key: K) => V | undefined;
export const mapSet = uncurry(Map.prototype.set);
export const weakMapGet = uncurry(WeakMap.prototype.get) as <V>(
  map: WeakMap<object, V>,
  key: object,
) => V | undefined;
export const weakMapSet = uncurry(WeakMap.prototype.set) as <V>(
  map: WeakMap<object, V>,
  key: object,
  value: V,
) => void;
export const sortList = uncurry(Array.prototype.sort) as <T>(list: T[], order: (a: T, b: T) => number) => T[];
export const setDelete = uncurry(Set.prototype.delete);
export const promiseThen = uncurry(Promise.prototype.then);
/** Half of a surrogate pair becomes U+FFFD. */
export const wellFormed = uncurry(
  (String.prototype as unknown as { toWellFormed: (this: string) => string }).toWellFormed,
);
export const errorText = uncurry(Error.prototype.toString);

const emptyPattern = /(?:)/;

/** Makes `RegExp.$1`, `RegExp.input` and the like what they are before the first match of a realm. */
export function forgetLastMatch(): void {
  execRegex(emptyPattern, '');
}

/** A getter as a function: it throws for what does not have the property for real, also for an object that pretends. */
export function getter(prototype: object, key: PropertyKey): (self: unknown) => unknown {
  const { get } = getOwnPropertyDescriptor(prototype, key) as { get: (this: unknown) => unknown };
  return (self) => apply(get, self, []);
}

export const mapSize = getter(Map.prototype, 'size') as (map: unknown) => number;
export const setSize = getter(Set.prototype, 'size') as (set: unknown) => number;

const { fromCharCode } = String;

/** The text of some UTF-16 units; at most as many as a call may have arguments. */
export function fromCharCodes(units: ArrayLike<number>): string {
  return apply(fromCharCode, undefined, units as number[]);
}

/** Defines an ordinary property: visible, writable, deletable. */
export function define(target: object, key: PropertyKey, value: unknown): void {
  const descriptor = { __proto__: null, configurable: true, enumerable: true, writable: true, value };
  defineProperty(target, key, descriptor as PropertyDescriptor);
}

/** Defines a property that nothing lists: not enumerable. */
export function defineHidden(target: object, key: PropertyKey, value: unknown): void {
  const descriptor = { __proto__: null, configurable: true, enumerable: false, writable: true, value };
  defineProperty(target, key, descriptor as PropertyDescriptor);
}

/** Defines a property that functions read and write: visible and deletable, as the attributes of web standards are. */
export function defineAccessor(
  target: object,
  key: PropertyKey,
  get: (this: object) => unknown,
  set?: (this: object, value: unknown) => void,
): void {
  defineProperty(target, key, {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get,
    set,
  } as PropertyDescriptor);
}

/** The value of an object's own property; a getter is not called. */
export function ownValue(value: object, key: PropertyKey): unknown {
  return getOwnPropertyDescriptor(value, key)?.value;
}

/** Whether an object has an enumerable property of its own. */
export function isEnumerable(value: object, key: PropertyKey): boolean {
  return getOwnPropertyDescriptor(value, key)?.enumerable === true;
}

/** Appends without going through a setter that a script may have put on `Array.prototype`. */
export function append<T>(list: T[], value: T): void {
  define(list, list.length, value);
}

/** Reads something that may throw; `undefined` when it does. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Whether a list of texts has a text. */
export function includesText(list: readonly unknown[], text: unknown): boolean {
  for (let i = 0; i < list.length; i += 1) if (list[i] === text) return true;
  return false;
}
