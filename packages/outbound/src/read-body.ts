import { type Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ByteCollector } from './byte-collector.ts';
import { decoders } from './content-coding.ts';
import { failed } from './unanswered.ts';

/** How far an encoded body may be larger than the limit on the decoded one: headers and empty blocks. */
const encodedAllowance = 64 * 1024;

/**
 * Reads and decodes a body of at most `limit` bytes. It is decoded as it streams, so a small body that unpacks to a
 * huge one costs no more than the limit. A longer body is cut (`truncate`), or fails as `too_large`.
 */
export async function readBody(
  body: Readable,
  codings: string,
  { limit, overflow }: { readonly limit: number; readonly overflow: 'fail' | 'truncate' },
): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  const collector = new ByteCollector(limit);
  const stages = decoders(codings).flatMap((decoder) => [atMost(limit + encodedAllowance), decoder]);
  try {
    await pipeline([body, ...stages, into(collector)]);
    return { bytes: collector.bytes(), truncated: false };
  } catch (error) {
    if (!(error instanceof Overflow)) throw error;
    if (overflow === 'truncate') return { bytes: collector.bytes(), truncated: true };
    throw failed('too_large', `the response body is larger than ${limit} bytes`);
  }
}

class Overflow extends Error {}

/** Bounds what goes into a decoder: an encoded body can be endless and yet decode to nothing. */
function atMost(limit: number): Transform {
  let left = limit;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(new Overflow());
      else done(null, chunk);
    },
  });
}

function into(collector: ByteCollector): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      done(collector.append(chunk) ? null : new Overflow());
    },
  });
}
