import {
  bigIntValue,
  booleanValue,
  BufferConstructor,
  bufferLength,
  DateConstructor,
  dateValue,
  detachBuffer,
  errorTypes,
  isBufferDetached,
  isBufferResizable,
  isError,
  maxBufferLength,
  numberValue,
  RegExpConstructor,
  regexFlags,
  regexSource,
  setBytes,
  stringValue,
  toObject,
  viewTypes,
} from '../built-in-types.ts';
import { makeError } from '../make-error.ts';
import { findPlatformObject } from '../platform-objects.ts';
import {
  append,
  attempt,
  BytesType,
  define,
  defineHidden,
  ErrorType,
  getOwnPropertyDescriptor,
  includesText,
  isArray,
  isEnumerable,
  isView,
  mapEach,
  mapGet,
  mapSet,
  mapSize,
  MapType,
  objectTag,
  ownKeys,
  ownValue,
  setAdd,
  setEach,
  setSize,
  SetType,
  slice,
  toText,
} from '../primordials.ts';
import { viewParts } from '../views.ts';
import { walk } from './walk.ts';

/** The clones that were made so far, by their originals. */
type Clones = Map<object, object>;

/** The objects that the engine knows and that have no copy. */
const UNIQUE = [
  'Promise',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'FinalizationRegistry',
  'Symbol',
  'Generator',
  'AsyncGenerator',
];

/**
 * `structuredClone` of the HTML standard: copies a value with everything in it, also cycles. A Proxy cannot be told
 * from what it stands for, and is copied as that.
 */
export function structuredClone(value: unknown, options?: unknown): unknown {
  const buffers = buffersToTransfer(options);
  const copy = clone(value, new MapType());
  // The copies are what arrives: the buffers themselves only have to be detached.
  for (let i = 0; i < buffers.length; i += 1) detachBuffer(buffers[i]);
  return copy;
}

function buffersToTransfer(options: unknown): unknown[] {
  const buffers: unknown[] = [];
  if (options === undefined || options === null) return buffers;
  const { transfer } = options as { transfer?: unknown };
  if (transfer === undefined) return buffers;
  walk(transfer, (buffer) => {
    const isAttached = attempt(() => !isBufferDetached(buffer)) === true;
    if (!isAttached || includesText(buffers, buffer))
      throw uncloneable('only an ArrayBuffer can be transferred, and once');
    append(buffers, buffer);
  });
  return buffers;
}

function uncloneable(message: string): Error {
  return makeError('DataCloneError', `structuredClone: ${message}`, structuredClone);
}

function clone(value: unknown, clones: Clones): unknown {
  if (typeof value === 'symbol' || typeof value === 'function')
    throw uncloneable(`a ${typeof value} cannot be cloned`);
  if (typeof value !== 'object' || value === null) return value;
  return mapGet(clones, value) ?? cloneObject(value, clones);
}

function cloneObject(value: object, clones: Clones): object {
  if (isArray(value)) return cloneProperties(value, withLength(value.length), clones);
  if (isView(value)) return cloneView(value, clones);
  const name = slice(objectTag(value), 8, -1);
  const copy = name === 'Object' ? undefined : cloneBuiltIn(value, clones);
  if (copy !== undefined) return copy;
  if (findPlatformObject(value) === undefined && !includesText(UNIQUE, name))
    return cloneProperties(value, {}, clones);
  throw uncloneable(`an object of the type ${name} cannot be cloned`);
}

function withLength(length: number): unknown[] {
  const list: unknown[] = [];
  list.length = length;
  return list;
}

function remember<T extends object>(value: object, copy: T, clones: Clones): T {
  mapSet(clones, value, copy);
  return copy;
}

function cloneProperties(value: object, copy: object, clones: Clones): object {
  remember(value, copy, clones);
  const keys = ownKeys(value);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] as string | symbol;
    if (typeof key === 'symbol' || !isEnumerable(value, key)) continue;
    define(copy, key, clone((value as Record<string, unknown>)[key], clones));
  }
  return copy;
}

/** A tag can be false: what tells the type of an object is that a method of the type takes it. */
function cloneBuiltIn(value: object, clones: Clones): object | undefined {
  if (is(mapSize, value)) return cloneMap(value as Map<unknown, unknown>, clones);
  if (is(setSize, value)) return cloneSet(value as Set<unknown>, clones);
  if (isError(value)) return cloneError(value, clones);
  if (is(bufferLength, value)) return cloneBuffer(value as ArrayBuffer, clones);
  const copy =
    attempt(() => new DateConstructor(dateValue(value))) ??
    attempt(() => new RegExpConstructor(regexSource(value), regexFlags(value))) ??
    attempt(() => toObject(booleanValue(value))) ??
    attempt(() => toObject(numberValue(value))) ??
    attempt(() => toObject(stringValue(value))) ??
    attempt(() => toObject(bigIntValue(value)));
  return copy && remember(value, copy, clones);
}

function is(read: (value: unknown) => unknown, value: object): boolean {
  return attempt(() => read(value)) !== undefined;
}

/** The entries are taken first: a getter in one of them could change the Map. */
function cloneMap(map: Map<unknown, unknown>, clones: Clones): object {
  const copy = remember(map, new MapType<unknown, unknown>(), clones);
  const entries: unknown[] = [];
  mapEach(map, (item, key) => {
    append(entries, key);
    append(entries, item);
  });
  for (let i = 0; i < entries.length; i += 2) {
    mapSet(copy, clone(entries[i], clones), clone(entries[i + 1], clones));
  }
  return copy;
}

function cloneSet(set: Set<unknown>, clones: Clones): object {
  const copy = remember(set, new SetType<unknown>(), clones);
  const items: unknown[] = [];
  setEach(set, (item) => append(items, item));
  for (let i = 0; i < items.length; i += 1) setAdd(copy, clone(items[i], clones));
  return copy;
}

/** Name, message, stack and cause arrive; an unknown name becomes `Error`. */
function cloneError(error: object, clones: Clones): object {
  const name = toText((error as Error).name);
  const message = ownValue(error, 'message');
  const type = errorTypes[name] ?? ErrorType;
  const copy = remember(error, new type(message === undefined ? undefined : toText(message)), clones);
  const { stack } = error as { stack?: unknown };
  if (typeof stack === 'string') defineHidden(copy, 'stack', stack);
  if (getOwnPropertyDescriptor(error, 'cause') === undefined) return copy;
  defineHidden(copy, 'cause', clone((error as { cause?: unknown }).cause, clones));
  return copy;
}

function cloneBuffer(buffer: ArrayBuffer, clones: Clones): ArrayBuffer {
  if (isBufferDetached(buffer)) throw uncloneable('a detached ArrayBuffer cannot be cloned');
  const length = bufferLength(buffer);
  const limit = isBufferResizable(buffer) ? { maxByteLength: maxBufferLength(buffer) } : undefined;
  const copy = new BufferConstructor(length, limit);
  setBytes(new BytesType(copy), new BytesType(buffer));
  return remember(buffer, copy, clones);
}

function cloneView(view: ArrayBufferView, clones: Clones): object {
  const { name, buffer, offset, length } = viewParts(view);
  const type = viewTypes[name] ?? BytesType;
  return remember(view, new type(clone(buffer, clones) as ArrayBuffer, offset, length), clones);
}
