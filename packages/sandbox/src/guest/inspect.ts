import { showErrorParts } from './error-parts.ts';
import { withoutGuestFrames } from './own-frames.ts';
import { findPlatformObject } from './platform-objects.ts';
import {
  append,
  attempt,
  dateText,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isEnumerable,
  mapEach,
  mapSize,
  objectTag,
  ownKeys,
  ownValue,
  PromisePrototype,
  PromiseType,
  regexText,
  setEach,
  setSize,
  slice,
  stringifyJson,
  symbolText,
  toText,
} from './primordials.ts';
import { keyLabel } from './text.ts';

const MAX_DEPTH = 6;
const MAX_ENTRIES = 100;
const MAX_CHARACTERS = 65_536;
const MAX_ERROR_PARTS = 8_192;

interface Walk {
  left: number;
  readonly above: unknown[];
}

/**
 * Shows a value on one line, JSON-like: strings quoted, cycles and getters named, at most 100 entries an object,
 * six levels and 64 K characters, whatever the value does. Errors have their stack, and what else they hold below it.
 */
export function inspect(value: unknown): string {
  return show(value, { left: MAX_CHARACTERS, above: [] });
}

/**
 * What an error holds besides its stack: causes, errors, properties; `''` if there is no more or it cannot be read. A
 * longer text is cut.
 */
export function inspectErrorParts(error: object): string {
  const walk: Walk = { left: MAX_CHARACTERS, above: [error] };
  const parts = attempt(() => showErrorParts(error, (value, key) => showProperty(value, key, walk)));
  return slice(parts ?? '', 0, MAX_ERROR_PARTS);
}

function show(value: unknown, walk: Walk): string {
  if (walk.left <= 0) return '…';
  const text =
    typeof value === 'object' && value !== null ? showObject(value, walk) : showScalar(value, walk);
  walk.left -= text.length;
  return text;
}

function showScalar(value: unknown, walk: Walk): string {
  if (typeof value === 'string') return stringifyJson(slice(value, 0, walk.left));
  if (typeof value === 'symbol') return symbolText(value);
  if (typeof value === 'bigint') return `${toText(value)}n`;
  if (typeof value === 'function') return showFunction(value);
  return value === 0 && 1 / value < 0 ? '-0' : toText(value);
}

function showFunction(value: unknown): string {
  const name = ownValue(value as object, 'name');
  return typeof name === 'string' && name !== '' ? `[Function: ${slice(name, 0, 200)}]` : '[Function]';
}

function showObject(value: object, walk: Walk): string {
  for (let i = 0; i < walk.above.length; i += 1) if (walk.above[i] === value) return '[Circular]';
  if (walk.above.length >= MAX_DEPTH) return deepName(value);
  const { length } = walk.above;
  append(walk.above, value);
  try {
    return showContents(value, walk);
  } catch {
    return '[unreadable]';
  } finally {
    walk.above.length = length;
  }
}

function deepName(value: object): string {
  if (isArray(value)) return '[Array]';
  return attempt(() => objectTag(value)) === '[object Error]' ? '[Error]' : '[Object]';
}

function showContents(value: object, walk: Walk): string {
  if (isArray(value)) return showArray(value, walk);
  const known = findPlatformObject(value);
  if (known !== undefined) return known.show();
  const tag = objectTag(value);
  if (tag === '[object Error]')
    return `${showStack(value)}${showErrorParts(value, (holder, key) => showProperty(holder, key, walk))}`;
  if (tag === '[object Date]') return attempt(() => dateText(value)) ?? 'Invalid Date';
  if (tag === '[object RegExp]') return attempt(() => regexText(value)) ?? '[RegExp]';
  if (tag === '[object Map]') return showMap(value as Map<unknown, unknown>, walk);
  if (tag === '[object Set]') return showSet(value as Set<unknown>, walk);
  return `${prefixOf(value)}${showProperties(value, walk)}`;
}

function showStack(value: object): string {
  const { stack } = value as { stack?: unknown };
  if (typeof stack === 'string' && stack !== '') return withoutGuestFrames(slice(stack, 0, 8_192));
  return `[${toText((value as Error).name)}: ${toText((value as Error).message)}]`;
}

function showArray(value: unknown[], walk: Walk): string {
  let text = '';
  for (let i = 0; i < value.length && i < MAX_ENTRIES; i += 1) {
    if (walk.left <= 0) break;
    text += `${i === 0 ? '' : ', '}${showProperty(value, toText(i), walk)}`;
  }
  return `[${text}${value.length > MAX_ENTRIES ? `, … ${value.length - MAX_ENTRIES} more` : ''}]`;
}

function showMap(value: Map<unknown, unknown>, walk: Walk): string {
  let text = '';
  let shown = 0;
  mapEach(value, (item, key) => {
    if (shown >= MAX_ENTRIES || walk.left <= 0) return;
    text += `${shown === 0 ? '' : ', '}${show(key, walk)} => ${show(item, walk)}`;
    shown += 1;
  });
  return `Map(${mapSize(value)}) {${text}${mapSize(value) > shown ? ', …' : ''}}`;
}

function showSet(value: Set<unknown>, walk: Walk): string {
  let text = '';
  let shown = 0;
  setEach(value, (item) => {
    if (shown >= MAX_ENTRIES || walk.left <= 0) return;
    text += `${shown === 0 ? '' : ', '}${show(item, walk)}`;
    shown += 1;
  });
  return `Set(${setSize(value)}) {${text}${setSize(value) > shown ? ', …' : ''}}`;
}

function showProperties(value: object, walk: Walk): string {
  const keys = ownKeys(value);
  let text = '';
  let shown = 0;
  for (let i = 0; i < keys.length && shown < MAX_ENTRIES && walk.left > 0; i += 1) {
    const key = keys[i] as string | symbol;
    if (!isEnumerable(value, key)) continue;
    text += `${shown === 0 ? '' : ', '}${keyLabel(key, walk.left)}: ${showProperty(value, key, walk)}`;
    shown += 1;
  }
  return `{${text}${shown >= MAX_ENTRIES && keys.length > shown ? ', …' : ''}}`;
}

function showProperty(value: object, key: string | symbol, walk: Walk): string {
  const descriptor = getOwnPropertyDescriptor(value, key);
  if (descriptor === undefined) return 'undefined';
  if (descriptor.get !== undefined || descriptor.set !== undefined) return '[Getter]';
  return show(descriptor.value, walk);
}

function prefixOf(value: object): string {
  const prototype = getPrototypeOf(value);
  if (prototype === null) return '';
  // For a script that has promises it is a getter, and its value is this one.
  const constructor = prototype === PromisePrototype ? PromiseType : ownValue(prototype, 'constructor');
  const name = typeof constructor === 'function' ? ownValue(constructor, 'name') : undefined;
  return typeof name === 'string' && name !== 'Object' && name !== '' ? `${slice(name, 0, 200)} ` : '';
}
