import { hash } from 'node:crypto';

/** Numbers that look random and are the same again for the same seed. For samples, never for secrets. */
export interface Random {
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** Throws a RangeError when the list is empty. */
  pick<T>(list: readonly T[]): T;
  /** True in the given share (0 to 1) of cases. */
  chance(share: number): boolean;
  /** Seconds with three decimals, as timings have them. */
  seconds(min: number, max: number): number;
  hex(length: number): string;
  /** 13 lowercase letters and digits, the shape of Platform.sh's ids. */
  id(): string;
  uuid(): string;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Makes the numbers of a seed, out of the SHA-256 of the seed and a counter. */
export function createRandom(seed: string): Random {
  const next = createWords(seed);
  const integer = (min: number, max: number) => min + Math.floor((next() / 2 ** 32) * (max - min + 1));
  const text = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join('');
  const hex = (length: number) => text('0123456789abcdef', length);
  return {
    integer,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('There is nothing to pick from.');
      return list[integer(0, list.length - 1)] as T;
    },
    chance: (share) => next() / 2 ** 32 < share,
    seconds: (min, max) => integer(min * 1000, max * 1000) / 1000,
    hex,
    id: () => text(ALPHABET, 13),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
}

/** Endless words of 32 bits. */
function createWords(seed: string): () => number {
  let block = Buffer.alloc(0);
  let used = 0;
  let blocks = 0;
  return () => {
    if (used === block.length) {
      block = hash('sha256', `${seed}#${blocks++}`, 'buffer');
      used = 0;
    }
    const word = block.readUInt32BE(used);
    used += 4;
    return word;
  };
}
