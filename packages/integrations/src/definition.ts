import type { ActivityFilter } from '@upshot/shared/integration';
import type { Fields, ValuesOf } from './field.ts';
import type { Installation } from './installation.ts';

/**
 * Which activities integrations of a type answer:
 * - `chosen`: those that each integration names; `defaults` apply where a new one names no events
 * - `fixed`: the same for every integration of the type; it has no filter fields
 */
export type FilterRule =
  | { readonly kind: 'chosen'; readonly defaults: ActivityFilter }
  | { readonly kind: 'fixed'; readonly filter: ActivityFilter };

/** One thing that is wrong with a field, in the notation `recipients[0]`. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
  /** The problem to answer with, where it is not `invalid_request`. */
  readonly problem?: 'invalid_script';
}

/**
 * Everything about an integration type except how a run of it is carried out: that is its executor, in the worker.
 * Definitions are pure, so that the API, the worker, the command line and the documentation can share them.
 */
export interface IntegrationDefinition<
  T extends string = string,
  F extends Fields = Fields,
  R extends FilterRule = FilterRule,
> {
  readonly type: T;
  readonly title: string;
  /** For the documentation: what an integration of this type does. */
  readonly description: string;
  readonly filter: R;
  /** How many runs may be under way at once where a new integration does not say. One keeps their order. */
  readonly concurrency: number;
  /** What only this type has, in the order in which it is shown. */
  readonly fields: F;
  /** How a run is called where it is shown as an activity. */
  readonly runText: string;
  /** What is wrong with the given fields beyond what their schemas say. */
  findFaults?(given: Partial<ValuesOf<F>>, installation: Installation): readonly FieldFault[];
  /** What an integration does, in a line or two: from its fields as the API shows them. */
  summarize(shown: Partial<ValuesOf<F>>): string;
}

/** Defines an integration type; gives `findFaults` and `summarize` the types of its fields. */
export function defineIntegration<const T extends string, const F extends Fields, const R extends FilterRule>(
  definition: IntegrationDefinition<T, F, R>,
): IntegrationDefinition<T, F, R> {
  return definition;
}
