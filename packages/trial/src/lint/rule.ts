import type { AnyNode } from 'acorn';
import type { LintProgram } from './program.ts';

/** What the linter cannot know by itself. */
export interface LintContext {
  /** The names of event types. */
  readonly eventTypes: readonly string[];
  /** What every activity has. */
  readonly activityFields: readonly string[];
  /** How many runs of the script may be under way at once. */
  readonly concurrency: number;
}

/** Something that a rule found. */
export interface Finding {
  readonly node: Pick<AnyNode, 'loc'>;
  readonly message: string;
  readonly fix?: Fix | undefined;
}

/** What takes the place of the characters from `start` to `end`: the script does the same. */
export interface Fix {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A rule of the linter. */
export interface LintRule {
  /** An error fails when the script gets there; a warning may be meant. */
  readonly severity: 'error' | 'warning';
  /** What it finds, for the page of all rules. */
  readonly says: string;
  readonly find: (program: LintProgram, context: LintContext) => readonly Finding[];
}
