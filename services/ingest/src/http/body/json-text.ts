/** Where a piece of text begins and ends (exclusive), in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is seen of a JSON text without parsing it. */
export interface JsonOutline {
  /** The exact place of each element, when the text is an array. */
  readonly elements: readonly Span[];
  /** Where the nesting passes the limit; undefined when it does not. */
  readonly tooDeepAt: number | undefined;
}

/** How deep arrays and objects may be nested. Whatever handles the value later may do so recursively. */
export const maxDepth = 200;

const QUOTE = 0x22;
const COMMA = 0x2c;
export const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
export const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Goes over a JSON text once, in linear time and without recursion. The outline means something only if the text is
 * valid JSON; for any other text it is merely finite.
 */
export function outlineJson(text: string): JsonOutline {
  const opening = skipBlank(text, 0);
  const isArray = text.charCodeAt(opening) === OPEN_ARRAY;
  const elements: Span[] = [];
  let start = opening + 1;
  let depth = 0;
  for (let at = opening; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (++depth > maxDepth) return { elements, tooDeepAt: at };
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (--depth === 0 && isArray) pushSpan(elements, text, start, at);
    } else if (code === COMMA && depth === 1 && isArray) {
      pushSpan(elements, text, start, at);
      start = at + 1;
    }
  }
  return { elements, tooDeepAt: undefined };
}

function pushSpan(spans: Span[], text: string, from: number, to: number): void {
  const start = skipBlank(text, from);
  let end = to;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  if (end > start) spans.push({ start, end });
}

/** The position of the quote that closes the string opened at `opening`: the next one that is not escaped. */
function endOfString(text: string, opening: number): number {
  let quote = opening;
  for (;;) {
    quote = text.indexOf('"', quote + 1);
    if (quote < 0) return text.length;
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return quote;
  }
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** Tells whether a character may stand between the parts of a JSON text. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
