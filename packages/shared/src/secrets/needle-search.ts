/** More would take megabytes for each integration; a secret of tens of thousands of characters is found by its beginning. */
const MAX_NODES = 40_000;

/** Where something was found: from the first character to the one after the last. */
export type Span = readonly [start: number, end: number];

/**
 * Finds many needles at once in time that is linear in the text (Aho and Corasick, 1975), whatever the needles are: one by
 * one, a needle and a text of equal letters would take as many comparisons as their lengths multiplied.
 */
export class NeedleSearch {
  readonly #root = new Map<number, number>();
  readonly #character: Uint16Array;
  readonly #child: Int32Array;
  readonly #sibling: Int32Array;
  readonly #fallback: Int32Array;
  readonly #depth: Uint16Array;
  /** The length of the longest needle that ends at a node; 0 where none does. */
  readonly #found: Uint16Array;
  #count = 1;

  /** Needles for which there is no room are left out, the last ones first. */
  constructor(needles: readonly string[]) {
    const wanted = needles.reduce((sum, { length }) => sum + length, 1);
    const room = Math.min(wanted, MAX_NODES);
    this.#character = new Uint16Array(room);
    this.#child = new Int32Array(room);
    this.#sibling = new Int32Array(room);
    this.#fallback = new Int32Array(room);
    this.#depth = new Uint16Array(room);
    this.#found = new Uint16Array(room);
    for (const needle of needles) if (this.#count + needle.length <= room) this.#add(needle);
    this.#link();
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
    for (let node = from; node !== 0; node = this.#fallback[node] ?? 0) {
      const next = this.#next(node, character);
      if (next !== 0) return next;
    }
    return this.#root.get(character) ?? 0;
  }

  #next(node: number, character: number): number {
    if (node === 0) return this.#root.get(character) ?? 0;
    let child = this.#child[node] ?? 0;
    while (child !== 0 && this.#character[child] !== character) child = this.#sibling[child] ?? 0;
    return child;
  }

  #add(needle: string): void {
    let node = 0;
    for (let index = 0; index < needle.length; index += 1) {
      const character = needle.charCodeAt(index);
      const next = this.#next(node, character);
      node = next === 0 ? this.#grow(node, character, index + 1) : next;
    }
    this.#found[node] = needle.length;
  }

  #grow(parent: number, character: number, depth: number): number {
    const node = this.#count;
    this.#count += 1;
    this.#character[node] = character;
    this.#depth[node] = depth;
    if (parent === 0) this.#root.set(character, node);
    else {
      this.#sibling[node] = this.#child[parent] ?? 0;
      this.#child[parent] = node;
    }
    return node;
  }

  /** A node falls back to the longest other beginning of a needle that ends as it does. */
  #link(): void {
    const queue = [...this.#root.values()];
    for (const node of queue) {
      for (let child = this.#child[node] ?? 0; child !== 0; child = this.#sibling[child] ?? 0) {
        const fallback = this.#step(this.#fallback[node] ?? 0, this.#character[child] ?? 0);
        this.#fallback[child] = fallback;
        this.#found[child] ||= this.#found[fallback] ?? 0;
        queue.push(child);
      }
    }
  }
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
