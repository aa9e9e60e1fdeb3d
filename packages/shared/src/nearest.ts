/** The candidate that differs least from `word`, or undefined when none is at all like it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = rank(word, candidates);
  const most = Math.ceil(shorten(word).length / 2);
  return best !== undefined && best.distance <= most ? best.candidate : undefined;
}

/** The candidate that differs from `word` by at most two letters; undefined when another is as near. */
export function onlyNear(word: string, candidates: readonly string[]): string | undefined {
  const [best, second] = rank(word, candidates);
  if (best === undefined || best.distance > 2 || best.distance === second?.distance) return undefined;
  return best.candidate;
}

function shorten(word: string): string {
  return word.slice(0, 64).toLowerCase();
}

function rank(word: string, candidates: readonly string[]) {
  const short = shorten(word);
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(short, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
}

/** What to add to a message about an unknown word: "; did you mean X?", or nothing when none is like it. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

/** How many letters must be inserted, removed or changed to get from one word to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
