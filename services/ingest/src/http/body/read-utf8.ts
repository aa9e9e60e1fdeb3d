import { isUtf8 } from 'node:buffer';
import { Problem } from '@upshot/shared/problem';

/** Decodes a body. Throws a problem that names the offset of the first byte that is not UTF-8. */
export function readUtf8(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw new Problem(
      'malformed_json',
      'The body begins with a byte order mark: leave out its first three bytes.',
    );
  }
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  const offset = firstDifference(bytes, Buffer.from(text));
  throw new Problem(
    'malformed_json',
    `The body is not valid UTF-8: the byte at offset ${offset} cannot stand there.`,
  );
}

/** Decoding replaced what was invalid, so that is where the two begin to differ. */
function firstDifference(bytes: Buffer, decoded: Buffer): number {
  let at = 0;
  while (bytes[at] === decoded[at]) at++;
  return at;
}
