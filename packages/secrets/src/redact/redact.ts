import { decodeEscapes, MAX_LAYERS } from './decode-escapes.ts';
import { BYTES_PER_CHARACTER, NeedleSearch, type Span } from './needle-search.ts';
import { needlesOf, roomOf } from './needles.ts';

const MASK = '******';

/** Texts are cut at some lengths, none of them shorter than this: a long one may end in the middle of a secret. */
const CUT_TEXT_LENGTH = 200;
/** So much of the beginning of a secret is hidden at the end of a text. */
const CUT_SECRET_LENGTH = 6;

/** Hides secrets in a text. */
export type Redact = (text: string) => string;

const masks = new WeakMap<readonly string[], Redact>();

/**
 * Makes the mask of some secrets, in whatever way scripts and libraries usually write them: as they are, in upper or
 * lower case, in base64 (also in the middle of a longer text), in hex, and under up to three layers of the escapes of
 * JSON, URLs and HTML. It takes time in proportion to the text. The mask of the same list is made once.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const mask = masks.get(secrets) ?? maskOf(secrets);
  masks.set(secrets, mask);
  return mask;
}

/** About so much memory does the mask of some secrets keep at most, in bytes. */
export function bytesOfRedactor(secrets: readonly string[]): number {
  return roomOf(secrets) * BYTES_PER_CHARACTER;
}

function maskOf(secrets: readonly string[]): Redact {
  if (secrets.length === 0) return (text) => text;
  let search: NeedleSearch | undefined;
  return (text) => {
    if (text === '') return text;
    search ??= new NeedleSearch(needlesOf(secrets));
    return hide(text, findAll(search, text));
  };
}

function findAll(search: NeedleSearch, text: string): readonly Span[] {
  const cutAt = /… \d+ bytes omitted$/.exec(text.slice(-40));
  const spans: Span[] = [];
  let layer = cutAt === null ? text : text.slice(0, -cutAt[0].length);
  let origin = (index: number) => index;
  const cutLength = text.length >= CUT_TEXT_LENGTH ? CUT_SECRET_LENGTH : undefined;
  for (let depth = 0; ; depth += 1) {
    for (const [start, end] of search.find(layer, cutLength)) spans.push([origin(start), origin(end)]);
    const decoded = depth < MAX_LAYERS ? decodeEscapes(layer) : undefined;
    if (decoded === undefined) return spans;
    const outer = origin;
    origin = (index) => outer(decoded.origins[index] ?? 0);
    layer = decoded.text;
  }
}

function hide(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let shown = 0;
  for (const [start, end] of merged(spans)) {
    parts.push(text.slice(shown, start), MASK);
    shown = end;
  }
  return parts.join('') + text.slice(shown);
}

/** Spans that touch or overlap become one, so that no secret is hidden only in part. */
function merged(spans: readonly Span[]): readonly Span[] {
  const all: [number, number][] = [];
  for (const [start, end] of spans.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else all.push([start, end]);
  }
  return all;
}
