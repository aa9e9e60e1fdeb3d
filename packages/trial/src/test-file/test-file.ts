import type { RequestPattern, Rule, RuleResponse } from '../rules/rules.ts';
import type { TrialOutcome } from '../trial.ts';

/** The tests of one script: a file `*.test.yaml`. Paths in it count from its folder. */
export interface TestFile {
  readonly version: 1;
  readonly script: string;
  /** For all tests; a test's own come on top. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly project?: Readonly<Record<string, unknown>>;
  readonly tests: readonly ScriptTest[];
}

export interface ScriptTest {
  readonly name: string;
  readonly activity?: TestActivity;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** What is stored before. */
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly rules?: readonly Rule[];
  /** For requests that no rule matches. */
  readonly default?: RuleResponse | 'refuse';
  /** Of a recorded run, what is left out must be as it was recorded. */
  readonly expect?: Expectation | 'snapshot';
}

/** A sample, a file with an activity, or a recorded run; and changes to the activity by path. */
export interface TestActivity {
  readonly sample?: string;
  readonly file?: string;
  readonly cassette?: string;
  readonly state?: string;
  readonly result?: 'success' | 'failure';
  readonly set?: Readonly<Record<string, unknown>>;
}

/** How a run must have gone. What is left out may be anything, but for the outcome, which is then `succeeded`. */
export interface Expectation {
  readonly outcome?: TrialOutcome;
  /** Globs, one for each line that the script printed; or texts that lines contain. */
  readonly output?: readonly string[] | ContainedOutput;
  readonly error?: { readonly name?: string; readonly message?: string };
  /** A pattern for each request, in order; or how many there were. */
  readonly requests?: readonly RequestPattern[] | { readonly count: number };
  /** Values that are stored afterwards, by key; `null` for a key that is not there. */
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly cpu_ms?: { readonly max: number };
}

export interface ContainedOutput {
  readonly contains?: string | readonly string[];
  readonly not_contains?: string | readonly string[];
}
