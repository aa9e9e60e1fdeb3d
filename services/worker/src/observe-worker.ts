import { observeProcess } from '@upshot/runtime/common-metrics';
import type { Sandbox } from '@upshot/sandbox/sandbox';
import type { LaneSharing } from './lanes/sharing.ts';
import type { WorkerMetrics } from './metrics.ts';

interface Observed {
  readonly sandbox: Pick<Sandbox, 'slots' | 'counts'>;
  readonly sharing: Pick<LaneSharing, 'lanes'>;
  /** How many lanes it may work on at once. */
  readonly lanes: number;
}

/** Lets the metrics read what a worker does at the moment. */
export function observeWorker(metrics: WorkerMetrics, { sandbox, sharing, lanes }: Observed): void {
  observeProcess(metrics);
  metrics.slots(() => countSlots(sandbox));
  metrics.slotsStarted(() => sandbox.counts().started);
  metrics.slotsEnded(() => sandbox.counts().ended);
  metrics.lanesActive(() => sharing.lanes().active.length);
  metrics.lanesParked(() => sharing.lanes().parked.length);
  metrics.lanesTotal(() => lanes);
}

/** Counts the slots of a worker by what they do. */
export function countSlots(sandbox: Pick<Sandbox, 'slots'>) {
  const count = { idle: 0, running: 0, blocked: 0 };
  for (const { state } of sandbox.slots()) count[state]++;
  return count;
}
