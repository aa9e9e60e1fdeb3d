import { isIntegrationType } from '@upshot/integrations/registry';
import type { Settlement } from '@upshot/ledger/runs/settlement';
import type { WorkerMetrics } from '../metrics.ts';

/** Measures an attempt whose outcome was committed. */
export function measureSettlement(metrics: WorkerMetrics, settlement: Settlement): void {
  const { integrationType: type, outcome, durationMs, cpuMs, retryAfterMs, run } = settlement;
  if (!isIntegrationType(type)) return;
  metrics.attempts(1, { type, outcome });
  if (durationMs !== null) metrics.runDuration(durationMs / 1000, { type });
  if (cpuMs !== undefined) metrics.scriptCpu(cpuMs / 1000);
  if (retryAfterMs === undefined)
    metrics.timeToOutcome((performance.now() - run.pendingSinceMs) / 1000, { type });
}
