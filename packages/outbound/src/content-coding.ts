import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { failed } from './unanswered.ts';

/** A response may name so many content codings, one around the other. */
const codingsAllowed = 3;

/**
 * The decoders of a `Content-Encoding` (RFC 9110 section 8.4), in the order in which they are to be run. As in the
 * Fetch standard, a body with a coding that is not known is handed over as it is.
 */
export function decoders(codings: string): readonly Transform[] {
  const names = codings.split(',').map((name) => name.trim().toLowerCase());
  const applied = names.filter((name) => name !== '' && name !== 'identity');
  if (applied.length > codingsAllowed) throw failed('protocol', 'the response has too many content codings');
  const makers = applied.map((name) => makersOfDecoders.get(name)).filter((maker) => maker !== undefined);
  return makers.length === applied.length ? makers.toReversed().map((make) => make()) : [];
}

// Flushing lets a body that ends early through, as browsers do: an empty one, or one without its checksum.
const zlib = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const brotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };
// RFC 9659: a window of 8 MiB at most, where zstd itself would take 128 MiB.
const zstd = { finishFlush: constants.ZSTD_e_flush, params: { [constants.ZSTD_d_windowLogMax]: 23 } };

const makersOfDecoders = new Map<string, () => Transform>([
  ['gzip', () => createGunzip(zlib)],
  ['x-gzip', () => createGunzip(zlib)],
  ['deflate', () => createInflate(zlib)],
  ['br', () => createBrotliDecompress(brotli)],
  ['zstd', () => createZstdDecompress(zstd)],
]);
