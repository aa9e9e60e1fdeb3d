import { monitorEventLoopDelay } from 'node:perf_hooks';
import { defineMetrics, durations, gauge, sizes, total } from './metric.ts';
import type { Instruments } from './metrics.ts';

const operations = { operation: ['record', 'settle'] } as const;

/** The metrics that every service has. */
export const commonMetrics = defineMetrics({
  commitDuration: durations(
    'upshot_commit_duration_seconds',
    'Duration of a transaction that records activities (ingest) or settles runs (worker).',
    operations,
  ),
  commitRows: sizes(
    'upshot_commit_rows',
    'Activities, or beginnings and outcomes of runs, in one transaction. Its count is the number of commits.',
    operations,
  ),
  eventLoopLag: gauge(
    'upshot_event_loop_lag_seconds',
    'Delay of the event loop since the last collection: median, 99th percentile and maximum.',
    { quantile: ['0.5', '0.99', '1'] },
  ),
  processCpu: total('upshot_process_cpu_seconds_total', 'Processor time of the process, without its slots.'),
  processMemory: gauge('upshot_process_memory_bytes', 'Resident memory of the process, without its slots.'),
});

const RESOLUTION_MS = 20;
const NS_PER_SECOND = 1e9;

/** Starts to observe this process. */
export function observeProcess({
  eventLoopLag,
  processCpu,
  processMemory,
}: Pick<Instruments<typeof commonMetrics>, 'eventLoopLag' | 'processCpu' | 'processMemory'>): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  eventLoopLag(() => {
    const lag = (percentile: number) =>
      Math.max(0, delays.percentile(percentile) / NS_PER_SECOND - RESOLUTION_MS / 1000);
    const reading = { '0.5': lag(50), '0.99': lag(99), '1': lag(100) };
    delays.reset();
    return reading;
  });
  processCpu(() => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  processMemory(() => process.memoryUsage.rss());
}
