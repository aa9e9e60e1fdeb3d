import { executableTypes, type CurrentIntegration, type Executors } from '../executors/executors.ts';
import type { Attempt, AttemptResult, Executor } from '../executors/executor.ts';

type Traits = Omit<Executor<'script'>, 'execute'>;

/** Makes one attempt for an integration of any type. */
export type Execute = (attempt: AnyAttempt) => Promise<AttemptResult | 'aborted'> | AttemptResult | 'aborted';

export type AnyAttempt = Omit<Attempt<'script'>, 'integration'> & {
  readonly integration: CurrentIntegration;
};

/** Executors of all types that make their attempts by the same function. */
export function executorsOf(execute: Execute, traits: Partial<Traits> = {}): Executors {
  const executor = {
    execute: async (attempt: AnyAttempt) => await execute(attempt),
    needsDeliveryPermit: false,
    pausesFailingEndpoints: false,
    subjectOf: () => undefined,
    ...traits,
  };
  return Object.fromEntries(executableTypes.map((type) => [type, executor])) as unknown as Executors;
}

/** The result of an attempt that succeeded and can be seen nowhere outside. */
export const success: AttemptResult = { outcome: 'succeeded', durationMs: 1, mustSettleFirst: false };
