import type { ActivityResult, ActivityState } from '@upshot/shared/activity';
import type { Outcome } from '@upshot/shared/outcome';

/** The recorded activities to fire again. What is undefined does not matter. */
export type Selection =
  | {
      readonly kind: 'named';
      readonly ids: readonly string[];
      readonly states: readonly ActivityState[] | undefined;
    }
  | ({ readonly kind: 'filter' } & ActivityConditions);

/** Lists of which one entry must match; types and environments may be globs. */
export interface ActivityConditions {
  readonly types: readonly string[] | undefined;
  readonly states: readonly ActivityState[] | undefined;
  readonly results: readonly ActivityResult[] | undefined;
  readonly environments: readonly string[] | undefined;
  /** How the latest run of an integration for the activity must have ended, for it to be repeated. */
  readonly outcomes: readonly Outcome[] | undefined;
  /** Only those that the integration has no run for. */
  readonly isUnanswered?: boolean;
  /** Recorded at `from` or later, and before `to`. */
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}
