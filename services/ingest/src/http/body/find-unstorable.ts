import type { FieldFault } from '../problems/explain-fault.ts';

/** From the value outwards to the fault; a fault in a key ends with that key. */
interface Found {
  readonly steps: (string | number)[];
  readonly isInKey: boolean;
  readonly message: string;
}

const texts = new WeakMap<object, string>();

/**
 * Remembers the JSON text of a parsed body, which tells quickly that a large one holds nothing unstorable. Not for
 * what is posted hundreds of times a second: what a WeakMap holds outlives the cheap collections of garbage.
 */
export function rememberText(body: unknown, text: string): void {
  if (typeof body === 'object' && body !== null) texts.set(body, text);
}

/**
 * Finds text that the ledger cannot hold: NUL, and halves of surrogate pairs. Undefined when all is well.
 * (A posted activity may hold both: it is kept as bytes.)
 */
export function findUnstorable(value: unknown): FieldFault | undefined {
  if (isKnownStorable(value)) return undefined;
  const found = find(value);
  if (found === undefined) return undefined;
  const field = found.steps.reduce<string>(join, '');
  return { field: found.isInKey ? JSON.stringify(field) : field, message: found.message };
}

/** Bodies are valid UTF-8 and JSON, so that both can stand in them as escapes only. */
function isKnownStorable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const text = texts.get(value);
  return text !== undefined && !/\\u(0000|d[89a-f])/i.test(text);
}

function find(value: unknown): Found | undefined {
  if (typeof value === 'string') return inText(value);
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? inArray(value) : inObject(value);
}

function inArray(array: readonly unknown[]): Found | undefined {
  for (let index = 0; index < array.length; index++) {
    const found = find(array[index]);
    if (found !== undefined) return within(index, found);
  }
  return undefined;
}

function inObject(object: object): Found | undefined {
  for (const key of Object.keys(object)) {
    const inKey = inText(key);
    if (inKey !== undefined) return within(key, { ...inKey, isInKey: true });
    const found = find((object as Readonly<Record<string, unknown>>)[key]);
    if (found !== undefined) return within(key, found);
  }
  return undefined;
}

function within(step: string | number, found: Found): Found {
  found.steps.unshift(step);
  return found;
}

function inText(text: string): Found | undefined {
  if (text.includes('\0'))
    return { steps: [], isInKey: false, message: 'must not contain the NUL character' };
  if (text.isWellFormed()) return undefined;
  return { steps: [], isInKey: false, message: 'must not contain half of a surrogate pair' };
}

function join(field: string, step: string | number): string {
  if (typeof step === 'number') return `${field}[${step}]`;
  return field === '' ? step : `${field}.${step}`;
}
