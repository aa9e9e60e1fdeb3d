/** A text with something undone, and where each of its characters came from. */
export interface Decoded {
  readonly text: string;
  /** For each character, and for the end, the place of its origin in the text that was decoded. */
  readonly origins: Uint32Array;
}

/** A part of a text, and what takes its place. */
export interface Replacement {
  readonly index: number;
  readonly length: number;
  readonly by: string;
}

/** Replaces parts of a text, each after the one before; undefined where there is none. */
export function replaceParts(text: string, parts: Iterable<Replacement>): Decoded | undefined {
  const origins = new Uint32Array(text.length + 1);
  const done: string[] = [];
  let from = 0;
  let length = 0;
  const keep = (to: number) => {
    done.push(text.slice(from, to));
    for (; from < to; from += 1) origins[length++] = from;
  };
  let isChanged = false;
  for (const { index, length: taken, by } of parts) {
    isChanged = true;
    keep(index);
    done.push(by);
    for (let unit = 0; unit < by.length; unit += 1) origins[length++] = index;
    from = index + taken;
  }
  if (!isChanged) return undefined;
  keep(text.length);
  origins[length] = text.length;
  return { text: done.join(''), origins: origins.subarray(0, length + 1) };
}
