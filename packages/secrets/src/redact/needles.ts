import { decodeEscapes, MAX_LAYERS } from './decode-escapes.ts';
import { removeInvisible } from './remove-invisible.ts';

/** Shorter values would mask half the alphabet, and protect nothing. */
const SHORTEST_SECRET = 4;

/** V8 quotes the beginning of what it could not parse as JSON. */
const QUOTED_LENGTH = 10;

/** A longer needle is looked for in pieces: so part of it is found, too, and looking for it stays cheap. */
const PIECE_LENGTH = 256;

/** So many characters of a secret are looked for in further spellings. */
const SPELLED_LENGTH = 4096;

/** A longer key is looked for by so many of its lines. */
const MAX_LINES = 100;

/** Long secrets are looked for whole, and their lines, as long as all needles have no more characters than
 * this: an integration's variables have at most 256 KB. */
const MAX_CHARACTERS = 300_000;

/** Further spellings are looked for as long as all needles have no more characters than this. */
const MAX_SPELLED_CHARACTERS = 150_000;

/**
 * What to look for to find some secrets: each as it is, a long one by its beginning at least; then, up to a total
 * size, the rest of the long ones, lines, and further spellings, each for all secrets before the next. No needle has
 * more than 256 characters.
 */
export function needlesOf(secrets: readonly string[]): ReadonlySet<string> {
  const known = new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET));
  const needles = new Set<string>();
  const plain = fill(needles, beginningsOf(known), 0, Number.POSITIVE_INFINITY);
  const parts = fill(needles, partsOf(known), plain, MAX_CHARACTERS);
  fill(needles, spelled(known), parts, MAX_SPELLED_CHARACTERS);
  return needles;
}

/** About how many characters all needles of some secrets have at most. */
export function roomOf(secrets: readonly string[]): number {
  const plain = secrets.reduce((sum, { length }) => sum + length, 0);
  return Math.min(plain * 24, Math.max(plain, MAX_SPELLED_CHARACTERS));
}

/** Adds what is new of `more`, until all have `most` characters. Gives how many they have. */
function fill(needles: Set<string>, more: Iterable<string>, characters: number, most: number): number {
  let sum = characters;
  for (const needle of more) {
    if (needle.length < SHORTEST_SECRET || needles.has(needle)) continue;
    if (sum + needle.length > most) break;
    sum += needle.length;
    needles.add(needle);
  }
  return sum;
}

function* beginningsOf(secrets: ReadonlySet<string>): Generator<string> {
  for (const secret of secrets) yield secret.slice(0, PIECE_LENGTH);
}

function* partsOf(secrets: ReadonlySet<string>): Generator<string> {
  for (const secret of secrets) yield* piecesOf(secret);
  for (const secret of secrets) for (const line of linesOf(secret)) yield* piecesOf(line);
}

function* spelled(secrets: ReadonlySet<string>): Generator<string> {
  for (const spell of spellings)
    for (const secret of secrets)
      for (const spelling of spell(secret.slice(0, SPELLED_LENGTH))) yield* piecesOf(spelling);
}

/** The spellings that decoding a text does not undo, or not alone; the likely ones first. */
const spellings: readonly ((secret: string) => readonly string[])[] = [
  (secret) => (secret.length >= QUOTED_LENGTH + 6 ? [secret.slice(0, QUOTED_LENGTH)] : []),
  (secret) => [secret.slice(1, PIECE_LENGTH)],
  (secret) => [removeInvisible(secret)?.text ?? ''],
  inEscapes,
  inBase64,
  (secret) => [secret.toLowerCase(), secret.toUpperCase()],
  inBytes,
  (secret) => {
    const json = inJson(secret);
    return json === secret ? [] : inBase64(json);
  },
];

function linesOf(secret: string): readonly string[] {
  const lines = secret.split('\n', MAX_LINES).map((line) => line.trim());
  return lines.length > 1 ? lines.filter(({ length }) => length >= 8) : [];
}

/**
 * Decoding undoes escapes of all kinds at once: also those that a secret itself has. Hence its escaped forms, whole,
 * and what is left of it under each layer.
 */
function inEscapes(secret: string): readonly string[] {
  const wellFormed = secret.toWellFormed();
  const url = encodeURIComponent(wellFormed);
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const forms = [
    inJson(secret),
    url,
    url.replaceAll('%20', '+'),
    encodeURI(wellFormed),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  ];
  let left: string | undefined = secret;
  for (let layer = 0; layer < MAX_LAYERS && left !== undefined; layer += 1) {
    left = decodeEscapes(left)?.text;
    if (left !== undefined) forms.push(left);
  }
  return forms;
}

function inJson(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}

/** In hex, and as texts of one character a byte; the latter is what decoding gives for the bytes of a URL. */
function inBytes(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const plus = secret.replaceAll(' ', '+');
  return [plus, bytes.toString('latin1'), Buffer.from(plus).toString('latin1'), hex, hex.toUpperCase()];
}

/**
 * The characters of base64 and base64url that a value alone decides, for each of the three places where it may begin in
 * a longer text (RFC 4648 section 4: three bytes, four characters).
 */
function inBase64(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const aligned = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const first = Math.ceil((before * 8) / 6);
    const past = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(first, past);
  });
  return [bytes.toString('base64'), ...aligned].flatMap((text) => [text, toBase64Url(text)]);
}

function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function piecesOf(text: string): readonly string[] {
  if (text.length <= PIECE_LENGTH) return [text];
  const count = Math.ceil(text.length / PIECE_LENGTH);
  return Array.from({ length: count }, (_, index) =>
    index === count - 1
      ? text.slice(-PIECE_LENGTH)
      : text.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH),
  );
}
