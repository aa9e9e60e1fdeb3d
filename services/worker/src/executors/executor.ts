import type { IntegrationType } from '@upshot/integrations/registry';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import type { DeliveryResult } from '../model/delivery-result.ts';
import type { IntegrationOfType } from '../model/integration.ts';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import type { StorageView } from './script/storage-view.ts';

/** One attempt to carry out a run. */
export interface Attempt<T extends IntegrationType> {
  readonly integration: IntegrationOfType<T>;
  readonly run: DueRun & { readonly body: string };
  /** From 1. */
  readonly number: number;
  /** The storage of the integration, as the runs of this turn see it. */
  readonly storage: StorageView;
  /**
   * Makes the beginning of the attempt durable, once. Nothing may be seen outside before it has resolved. It rejects
   * when another worker has claimed the lane: let the rejection pass.
   */
  readonly begin: () => Promise<void>;
  /** Aborts when a shutdown can wait no longer. */
  readonly signal: AbortSignal;
}

/** What only carrying out an attempt can tell. */
export type AttemptResult = Omit<
  Settlement,
  'run' | 'integrationType' | 'attempt' | 'startedAt' | 'worker' | 'traceId' | 'spanId'
> & {
  /** True when the next run of the lane must not begin before this one is settled. */
  readonly mustSettleFirst: boolean;
  /** How the receiver met it, where it was a delivery. */
  readonly delivery?: DeliveryResult;
};

/** Carries out runs of one integration type. */
export interface Executor<T extends IntegrationType> {
  /**
   * Makes one attempt. Whatever a script or a receiver does is a result; it rejects only for faults of this system,
   * after which the run is tried again.
   */
  execute(attempt: Attempt<T>): Promise<AttemptResult | 'aborted'>;
  /** Deliveries are limited in number, and held back by the circuit breaker while their receiver is unavailable. */
  readonly needsDeliveryPermit: boolean;
  /** Whether an integration is paused when its receiver is gone or has accepted nothing for days. */
  readonly pausesFailingEndpoints: boolean;
  /** What a run is about: it waits while its lane has an earlier run about the same. Undefined: it never waits. */
  subjectOf(run: DueRun): string | undefined;
}
