/** Shorter values would mask half the alphabet, and protect nothing. */
const SHORTEST_SECRET = 4;

/** V8 quotes the beginning of what it could not parse as JSON. */
const QUOTED_LENGTH = 10;

/** A longer secret is looked for in pieces: so part of it is found, too, and looking for it stays cheap. */
const PIECE_LENGTH = 256;

/** Of what is too long to be looked for whole, so many characters are looked for in base64. */
const ENCODED_LENGTH = 4096;

/**
 * What to look for to find some secrets: each as it is, then in the spellings that decoding a text does not undo. The
 * order is that of importance, for whoever has no room for all.
 */
export function needlesOf(secrets: readonly string[]): readonly string[] {
  const known = secrets.filter(({ length }) => length >= SHORTEST_SECRET);
  const short = known.filter(isShort);
  const long = known.filter((secret) => !isShort(secret));
  return [
    ...new Set([
      ...short,
      ...long.map((secret) => secret.slice(0, PIECE_LENGTH)),
      ...known.flatMap(linesOf),
      ...short.flatMap(spellings),
      ...long.flatMap(piecesOf),
      ...long.flatMap((secret) => inBase64(Buffer.from(secret.slice(0, ENCODED_LENGTH)))),
    ]),
  ];
}

const isShort = ({ length }: string): boolean => length <= PIECE_LENGTH;

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const plus = secret.replaceAll(' ', '+');
  const hex = bytes.toString('hex');
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ...inBase64(bytes),
    secret.toLowerCase(),
    plus,
    hex,
    hex.toUpperCase(),
    bytes.toString('latin1'),
    Buffer.from(plus).toString('latin1'),
    secret.toUpperCase(),
    ...(secret.length >= QUOTED_LENGTH + 6 ? [secret.slice(0, QUOTED_LENGTH)] : []),
    ...(json === secret ? [] : inBase64(Buffer.from(json))),
  ].filter(({ length }) => length >= SHORTEST_SECRET);
}

/**
 * The characters of base64 and base64url that a value alone decides, for each of the three places where it may begin in
 * a longer text (RFC 4648 section 4: three bytes, four characters).
 */
function inBase64(bytes: Buffer): readonly string[] {
  const whole = bytes.toString('base64');
  const aligned = [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((before * 8) / 6);
    const past = Math.floor(((before + bytes.length) * 8) / 6);
    return piecesOf(encoded.slice(first, past));
  });
  return [...piecesOf(whole), ...aligned].flatMap((text) => [text, toBase64Url(text)]);
}

function toBase64Url(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function piecesOf(text: string): readonly string[] {
  if (isShort(text)) return [text];
  const count = Math.ceil(text.length / PIECE_LENGTH);
  return Array.from({ length: count }, (_, index) =>
    index === count - 1
      ? text.slice(-PIECE_LENGTH)
      : text.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH),
  );
}

function linesOf(secret: string): readonly string[] {
  const lines = secret.split('\n', 100).map((line) => line.trim());
  return lines.length > 1
    ? lines.filter((line) => line.length >= 8).map((line) => line.slice(0, PIECE_LENGTH))
    : [];
}
