import { decodeEscapes, MAX_LAYERS } from './decode-escapes.ts';
import { BYTES_PER_CHARACTER, NeedleSearch, type Span } from './needle-search.ts';
import { needlesOf, roomOf } from './needles.ts';
import { readByteLists } from './read-byte-lists.ts';
import { removeInvisible } from './remove-invisible.ts';
import type { Decoded } from './replace-parts.ts';

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
 * lower case, in base64 (also in the middle of a longer text), in hex, as a list of bytes, under up to three layers of
 * the escapes of JSON, URLs and HTML, and with invisible characters in between. It takes time in proportion to the
 * text. The mask of the same list is made once.
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

/** A text in which secrets are looked for, and where its characters come from in the text that is redacted. */
interface View {
  readonly text: string;
  readonly origin: (index: number) => number;
}

function findAll(search: NeedleSearch, text: string): readonly Span[] {
  const cutAt = /… \d+ bytes omitted$/.exec(text.slice(-40));
  const whole = cutAt === null ? text : text.slice(0, -cutAt[0].length);
  const cutLength = text.length >= CUT_TEXT_LENGTH ? CUT_SECRET_LENGTH : undefined;
  const spans: Span[] = [];
  for (const view of viewsOf({ text: whole, origin: (index) => index }))
    for (const [start, end] of search.find(view.text, cutLength))
      spans.push([view.origin(start), view.origin(end)]);
  return spans;
}

/** Each layer of escapes, and each of these without what is invisible, and with lists of bytes read. */
function* viewsOf(text: View): Generator<View> {
  let layer: View | undefined = text;
  for (let depth = 0; layer !== undefined; depth += 1) {
    yield layer;
    for (const view of [within(layer, removeInvisible), within(layer, readByteLists)]) if (view) yield view;
    layer = depth < MAX_LAYERS ? within(layer, decodeEscapes) : undefined;
  }
}

function within({ text, origin }: View, decode: (text: string) => Decoded | undefined): View | undefined {
  const decoded = decode(text);
  return decoded && { text: decoded.text, origin: (index) => origin(decoded.origins[index] ?? 0) };
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
