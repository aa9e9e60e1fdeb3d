/** The candidate that differs least from `word`, or undefined when none is at all like it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const short = word.slice(0, 64).toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(short, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= Math.ceil(short.length / 2) ? best.candidate : undefined;
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
