/** A value that stands in a condition itself. */
export type Literal = string | number | boolean | null;

/** A field of the activity: what follows `activity`, names of fields and numbers of entries. */
export interface Path {
  readonly kind: 'path';
  readonly segments: readonly (string | number)[];
  /** The length of the text up to and with each segment. */
  readonly ends: readonly number[];
  /** As it is written. */
  readonly text: string;
}

/** What is compared. */
export type Operand =
  | Path
  | { readonly kind: 'literal'; readonly value: Literal; readonly text: string }
  | { readonly kind: 'size'; readonly of: Path; readonly text: string };

/** The right side of `in`. */
export type Container =
  Path | { readonly kind: 'list'; readonly items: readonly Literal[]; readonly text: string };

export const comparisons = ['==', '!=', '<=', '>=', '<', '>'] as const;

export type Comparison = (typeof comparisons)[number];

export const textTests = ['startsWith', 'endsWith', 'contains'] as const;

export type TextTest = (typeof textTests)[number];

/** What is true or false of an activity. A path alone must be a boolean. */
export type Condition =
  | Path
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
      readonly text: string;
    }
  | { readonly kind: 'in'; readonly item: Operand; readonly container: Container; readonly text: string }
  | {
      readonly kind: 'test';
      readonly name: TextTest;
      readonly of: Path;
      readonly argument: string;
      readonly text: string;
    }
  | { readonly kind: 'has'; readonly of: Path; readonly text: string }
  | { readonly kind: 'not'; readonly of: Condition; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[]; readonly text: string };
