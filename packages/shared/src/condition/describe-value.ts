const MAX_TEXT = 60;
const MAX_ENTRIES = 3;

/** Tells whether a JSON value is neither a list nor an object. */
export function isScalar(value: unknown): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

/** A JSON value in a sentence: long texts are cut, lists and objects are not shown whole. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return describeList(value);
  return isScalar(value) ? String(value) : 'an object';
}

function describeList(list: readonly unknown[]): string {
  if (list.length > MAX_ENTRIES || !list.every(isScalar))
    return `a list of ${list.length} ${list.length === 1 ? 'entry' : 'entries'}`;
  return `[${list.map(describeValue).join(', ')}]`;
}

/** A text in quotes, cut where it is long. */
export function quote(text: string): string {
  if (text.length <= MAX_TEXT) return JSON.stringify(text);
  return JSON.stringify(`${text.slice(0, MAX_TEXT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`);
}
