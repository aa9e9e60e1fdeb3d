/** A source of numbers that is the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` up to and including `to`. */
  integer(from: number, to: number): number;
  pick<T>(values: readonly T[]): T;
}

/** Mulberry32: small, and even enough to choose faults with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    integer: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick<T>(values: readonly T[]): T {
      if (values.length === 0) throw new Error('there is nothing to pick from');
      return values[Math.floor(next() * values.length)] as T;
    },
  };
}
