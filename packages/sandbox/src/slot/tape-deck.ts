import { MAX_TAPE_VALUES } from '../tape.ts';
import type { RecordedTape, TapeInput } from '../tape.ts';

/** What a tape holds values of. */
export type TapeTrack = 'now' | 'random';

const sources: { readonly [T in TapeTrack]: () => number } = { now: Date.now, random: Math.random };

/** Gives a script its clock and its chance: from a tape as long as that lasts, else for real. Keeps what it gave. */
export class TapeDeck {
  readonly #played: { readonly [T in TapeTrack]: readonly number[] };
  readonly #given: { readonly [T in TapeTrack]: number[] } = { now: [], random: [] };
  readonly #isPlaying: boolean;
  readonly #asked = { now: 0, random: 0 };
  #missed = 0;
  /** When the clock of the tape ended, by the real clock. */
  #clockEndedAt: number | undefined;

  constructor(input: TapeInput) {
    this.#isPlaying = input !== 'record';
    this.#played = input === 'record' ? { now: [], random: [] } : input;
  }

  /** The next value for the script. */
  next(track: TapeTrack): number {
    const value = this.#played[track][this.#asked[track]] ?? this.#beyond(track);
    this.#asked[track] += 1;
    if (this.#given.now.length + this.#given.random.length < MAX_TAPE_VALUES) this.#given[track].push(value);
    return value;
  }

  /** What the script was given. */
  read(): RecordedTape {
    const { now, random } = this.#given;
    const omitted = this.#asked.now + this.#asked.random - now.length - random.length;
    return { now, random, omitted, missed: this.#missed };
  }

  /** The clock goes on from where its tape ends. */
  #beyond(track: TapeTrack): number {
    if (this.#isPlaying) this.#missed += 1;
    const value = sources[track]();
    const last = this.#played.now.at(-1);
    if (track === 'random' || last === undefined) return value;
    this.#clockEndedAt ??= value;
    return last + value - this.#clockEndedAt;
  }
}
