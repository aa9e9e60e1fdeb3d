import type { Edit } from '../faults/mutants/edit.ts';

/** A small edit of the core that breaks a promise, and the tests of which at least one must then fail. */
export interface Mutant extends Edit {
  /** Paths from the root of the repository. */
  readonly tests: readonly string[];
}

/** What a mutant does wrong, the code that it edits, which stands once in its file, and what stands there instead. */
export type MutantRow = readonly [name: string, code: string, instead: string];

/** The mutants of one file, which the same tests must notice. */
export function mutantsOf(
  file: string,
  tests: readonly string[],
  rows: readonly MutantRow[],
): readonly Mutant[] {
  return rows.map(([name, code, instead]) => ({ name, file: `/${file}`, code, instead, tests }));
}
