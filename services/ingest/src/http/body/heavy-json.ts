import { isObject } from '@upshot/shared/json-object';
import { findJsonFault, type JsonFault } from '@upshot/shared/json-fault';
import { outlineJson, type JsonOutline } from './json-text.ts';
import { MAX_ACTIVITIES, MAX_ENVIRONMENTS } from './list-limits.ts';

/** A JSON body with very many values: only what is read of it, and what is wrong with it. */
export interface HeavyJson extends JsonOutline {
  readonly value: unknown;
  /** Where the text stops being JSON; undefined when it is JSON. */
  readonly fault: JsonFault | undefined;
}

/** Smaller bodies are parsed in a few milliseconds, even the worst of them. */
const HEAVY_BYTES = 64 * 1024;
const HEAVY_COMMAS = 10_000;
const COMMA = 0x2c;

/** Weighs a body by its structure: parsing takes a hundred times as long for many values as for one long text. */
export function isHeavy(bytes: Buffer): boolean {
  if (bytes.length < HEAVY_BYTES) return false;
  let commas = 0;
  for (let at = bytes.indexOf(COMMA); at >= 0; at = bytes.indexOf(COMMA, at + 1))
    if (++commas > HEAVY_COMMAS) return true;
  return false;
}

/** As `isHeavy`, of a text that was parsed before. */
export function isHeavyText(text: string): boolean {
  if (text.length < HEAVY_BYTES) return false;
  let commas = 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1))
    if (++commas > HEAVY_COMMAS) return true;
  return false;
}

/** How many entries of a list are handed on: more than any list of an activity may have. */
const MAX_ENTRIES = Math.max(MAX_ACTIVITIES, MAX_ENVIRONMENTS) + 1;

/** Parses a text, and keeps the properties with these names of it, or of each element of a list. */
export function parseHeavyJson(text: string, names: readonly string[]): HeavyJson {
  const { elements, tooDeepAt } = outlineJson(text);
  const outline = { elements: elements.slice(0, MAX_ENTRIES), tooDeepAt };
  if (tooDeepAt !== undefined) return { ...outline, value: undefined, fault: undefined };
  try {
    return { ...outline, value: pickFromBody(JSON.parse(text), names), fault: undefined };
  } catch {
    return { ...outline, value: undefined, fault: findJsonFault(text) };
  }
}

function pickFromBody(value: unknown, names: readonly string[]): unknown {
  if (!Array.isArray(value)) return pick(value, names);
  const picked: unknown[] = value.slice(0, MAX_ENTRIES).map((element) => pick(element, names));
  // What is left out is a hole: a list that is too long still says how long it is.
  picked.length = value.length;
  return picked;
}

function pick(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value)) return withoutContents(value);
  const own = names.filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(own.map((name) => [name, shorten(value[name])]));
}

/** Of a list of names, its beginning; of anything else that has contents, only what it is. */
function shorten(value: unknown): unknown {
  return Array.isArray(value) ? value.slice(0, MAX_ENTRIES).map(withoutContents) : withoutContents(value);
}

function withoutContents(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === 'object' && value !== null ? {} : value;
}
