import { MAX_CHARACTERS } from './leaves-nothing.ts';

/** So many scripts are remembered. */
const MAX_SCRIPTS = 200;

/** Asks once for each source that is not too long, and forgets the one that was asked for first. */
export function rememberVerdicts(decide: (source: string) => boolean): (source: string) => boolean {
  const known = new Map<string, boolean>();
  return (source) => {
    if (source.length > MAX_CHARACTERS) return decide(source);
    const before = known.get(source);
    if (before !== undefined) return before;
    const verdict = decide(source);
    const [oldest] = known.keys();
    if (known.size >= MAX_SCRIPTS && oldest !== undefined) known.delete(oldest);
    known.set(source, verdict);
    return verdict;
  };
}
