import { fromCharCodes, setPrototypeOf } from './primordials.ts';

/** A call takes only so many arguments. */
const CHUNK = 4_096;

/** A text that is made of UTF-16 units, one after another. */
interface UnitText {
  readonly add: (unit: number) => void;
  /** Gives the whole text, once. */
  readonly finish: () => string;
}

/** Begins a text. */
export function makeUnitText(): UnitText {
  const units: number[] = [];
  // An assignment then reaches no setter of the script; to define each unit takes ten times as long.
  setPrototypeOf(units, null);
  let count = 0;
  let text = '';
  return {
    add(unit) {
      units[count] = unit;
      count += 1;
      if (count < CHUNK) return;
      text += fromCharCodes(units);
      count = 0;
    },
    finish() {
      units.length = count;
      return text + fromCharCodes(units);
    },
  };
}
