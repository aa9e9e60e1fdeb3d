/** The values that the clock and chance gave a script, in order. */
export interface Tape {
  /** Milliseconds since 1970, one for each time the script asked what time it is. */
  readonly now: readonly number[];
  /** One for each call of `Math.random`. */
  readonly random: readonly number[];
}

/** What is done with clock and chance: what they give is recorded, or comes from a tape. */
export type TapeInput = 'record' | Tape;

/** The tape of one run: what the script was given. */
export interface RecordedTape extends Tape {
  /** How many further values it was given that the tape does not hold. */
  readonly omitted: number;
  /** How many values were not on the tape that was played. */
  readonly missed: number;
}

/** So many values a tape holds. */
export const MAX_TAPE_VALUES = 10_000;

/** Reads a tape that came from a slot; throws for what no honest slot sends. */
export function checkTape(tape: unknown): RecordedTape {
  const { now, random, omitted, missed } = (tape ?? {}) as Partial<Record<keyof RecordedTape, unknown>>;
  const isTape = areNumbers(now) && areNumbers(random) && now.length + random.length <= MAX_TAPE_VALUES;
  if (!isTape || typeof omitted !== 'number' || typeof missed !== 'number')
    throw new TypeError('the slot sent no tape');
  return { now, random, omitted, missed };
}

function areNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
