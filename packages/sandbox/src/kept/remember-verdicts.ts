/** So many scripts are remembered. */
const MAX_SCRIPTS = 200;

/** Asks once for each source, and forgets the one that was asked for first. */
export function rememberVerdicts(decide: (source: string) => boolean): (source: string) => boolean {
  const known = new Map<string, boolean>();
  return (source) => {
    const before = known.get(source);
    if (before !== undefined) return before;
    const verdict = decide(source);
    const [oldest] = known.keys();
    if (known.size >= MAX_SCRIPTS && oldest !== undefined) known.delete(oldest);
    known.set(source, verdict);
    return verdict;
  };
}
