import { randomInt } from 'node:crypto';

/** Where something was found: from the first character to the one after the last. */
export type Span = readonly [start: number, end: number];

/** A search keeps at most so many bytes for each character of its needles: 14 for a node, and up to four places. */
export const BYTES_PER_CHARACTER = 30;

/**
 * Finds many needles at once in time that is linear in the text (Aho and Corasick, 1975), whatever the needles are:
 * one by one, a needle and a text of equal letters would take as many comparisons as their lengths multiplied.
 */
export class NeedleSearch {
  readonly #parent: Int32Array;
  readonly #character: Uint16Array;
  readonly #fallback: Int32Array;
  readonly #depth: Uint16Array;
  /** The length of the longest needle that ends at a node; 0 where none does. */
  readonly #found: Uint16Array;
  /** All nodes but the root (node 0), each in the first place that was free from that of its hash on. */
  readonly #places: Int32Array;
  /** Random, so that chosen needles cannot collide on purpose. */
  readonly #seed = randomInt(2 ** 32);
  #count = 1;

  /** Needles have less than 65,536 characters. */
  constructor(needles: ReadonlySet<string>) {
    let capacity = 1;
    for (const { length } of needles) capacity += length;
    this.#parent = new Int32Array(capacity);
    this.#character = new Uint16Array(capacity);
    this.#fallback = new Int32Array(capacity);
    this.#depth = new Uint16Array(capacity);
    this.#found = new Uint16Array(capacity);
    this.#places = new Int32Array(2 ** Math.ceil(Math.log2(capacity * 2)));
    this.#add([...needles].toSorted((a, b) => b.length - a.length));
  }

  /**
   * Gives the places of all needles, those that touch as one; and at the end of the text that of the beginning of a
   * needle, if it is at least `cutLength` long.
   */
  find(text: string, cutLength = Number.POSITIVE_INFINITY): readonly Span[] {
    const spans: Span[] = [];
    let node = 0;
    for (let index = 0; index < text.length; index += 1) {
      node = this.#step(node, text.charCodeAt(index));
      const length = this.#found[node] ?? 0;
      if (length > 0) addSpan(spans, index + 1 - length, index + 1);
    }
    const begun = this.#depth[node] ?? 0;
    if (begun >= cutLength) addSpan(spans, text.length - begun, text.length);
    return spans;
  }

  #step(from: number, character: number): number {
    for (let node = from; ; node = this.#fallback[node] ?? 0) {
      const next = this.#places[this.#placeOf(node, character)] ?? 0;
      if (next !== 0 || node === 0) return next;
    }
  }

  /** The place of a node's child, or the free one where it belongs. */
  #placeOf(parent: number, character: number): number {
    const last = this.#places.length - 1;
    let place = mix(Math.imul(parent, 0x9e_37_79_b1) + character + this.#seed) & last;
    for (let node = this.#places[place] ?? 0; node !== 0; node = this.#places[place] ?? 0) {
      if (this.#parent[node] === parent && this.#character[node] === character) break;
      place = (place + 1) & last;
    }
    return place;
  }

  /** Adds the first characters of all needles, then the second: what a node falls back to is there before it. */
  #add(longestFirst: readonly string[]): void {
    const nodes = new Int32Array(longestFirst.length);
    let count = nodes.length;
    for (let depth = 1; count > 0; depth += 1) {
      for (let index = 0; index < count; index += 1) {
        const { length } = longestFirst[index] ?? '';
        if (length < depth) count = index;
        else {
          const node = this.#grow(nodes[index] ?? 0, longestFirst[index]?.charCodeAt(depth - 1) ?? 0, depth);
          nodes[index] = node;
          if (length === depth) this.#found[node] = length;
        }
      }
    }
  }

  /** A node falls back to the longest other beginning of a needle that ends as it does. */
  #grow(parent: number, character: number, depth: number): number {
    const place = this.#placeOf(parent, character);
    const known = this.#places[place] ?? 0;
    if (known !== 0) return known;
    const node = this.#count;
    const fallback = parent === 0 ? 0 : this.#step(this.#fallback[parent] ?? 0, character);
    this.#count += 1;
    this.#places[place] = node;
    this.#parent[node] = parent;
    this.#character[node] = character;
    this.#fallback[node] = fallback;
    this.#depth[node] = depth;
    this.#found[node] = this.#found[fallback] ?? 0;
    return node;
  }
}

/** Every bit of a number decides about every bit of the hash (the end of MurmurHash3). */
function mix(number: number): number {
  let hash = number ^ (number >>> 16);
  hash = Math.imul(hash, 0x85_eb_ca_6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2_b2_ae_35);
  return hash ^ (hash >>> 16);
}

/** Adds a span that ends last; those that it touches become part of it. */
function addSpan(spans: Span[], start: number, end: number): void {
  let first = start;
  for (let last = spans.at(-1); last !== undefined && last[1] >= first; last = spans.at(-1)) {
    first = Math.min(first, last[0]);
    spans.pop();
  }
  spans.push([first, end]);
}
