/** Shorter texts are searched for without a table: the worst case is that many comparisons for each character. */
const SHORT = 32;

/**
 * Tells whether a text contains another one, in time proportional to their lengths. `includes` compares a long text
 * that nearly matches anew at each character: 15 ms for one of 900 characters in 31,000 (Knuth, Morris, Pratt).
 */
export function contains(text: string, searched: string): boolean {
  if (searched.length <= SHORT) return text.includes(searched);
  const borders = bordersOf(searched);
  let matched = 0;
  for (let at = 0; at < text.length; at++) {
    matched = extend(searched, borders, matched, text.charCodeAt(at));
    if (matched === searched.length) return true;
  }
  return false;
}

/** For each beginning of a text, by its length: how much of it is an end of that beginning, too. */
function bordersOf(text: string): Uint16Array {
  const borders = new Uint16Array(text.length + 1);
  let matched = 0;
  for (let at = 1; at < text.length; at++) {
    matched = extend(text, borders, matched, text.charCodeAt(at));
    borders[at + 1] = matched;
  }
  return borders;
}

/** How many characters of `searched` match with one more, after `matched` of them did. */
function extend(searched: string, borders: Uint16Array, matched: number, code: number): number {
  let length = matched;
  while (length > 0 && searched.charCodeAt(length) !== code) length = borders[length] ?? 0;
  return searched.charCodeAt(length) === code ? length + 1 : 0;
}
