/**
 * Tells whether a text matches a glob in which `*` stops at a slash and `**` does not. Time grows with glob × text and
 * never exponentially: the glob may come from outside.
 */
export function matchesUrlGlob(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split(/(\*\*|\*)/);
  if (!text.startsWith(first)) return false;
  let ends = positions(text, (at) => at === first.length);
  for (let index = 0; index < rest.length; index += 2) {
    const starts = widen(ends, text, rest[index] === '**');
    const literal = rest[index + 1] ?? '';
    ends = positions(
      text,
      (at) => starts[at - literal.length] === 1 && text.startsWith(literal, at - literal.length),
    );
  }
  return ends[text.length] === 1;
}

/** A flag for each position in a text: those behind what has matched so far. */
type Positions = Uint8Array;

function positions(text: string, isMatch: (at: number) => boolean): Positions {
  return Uint8Array.from({ length: text.length + 1 }, (_, at) => (isMatch(at) ? 1 : 0));
}

/** Where the next literal may begin: at each position, and at all that a wildcard reaches from there. */
function widen(ends: Positions, text: string, crossesSlash: boolean): Positions {
  let isReached = false;
  return positions(text, (at) => {
    if (at > 0 && text[at - 1] === '/' && !crossesSlash) isReached = false;
    isReached ||= ends[at] === 1;
    return isReached;
  });
}
