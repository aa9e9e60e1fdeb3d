import type { ProblemCode } from '@upshot/shared/problem';
import type { IngestEvents } from '../events.ts';
import { shedReasons } from '../metrics.ts';

/** Counts requests that were rejected with `retry-after`, and logs the counts. A log line for each would be a flood. */
export interface RejectionCounts extends Disposable {
  count(code: ProblemCode): void;
}

const REPORT_MS = 10_000;

/** Creates the counter of one process. It logs only when requests were rejected. */
export function createRejectionCounts(
  events: Pick<IngestEvents, 'requestsRejected' | 'metrics'>,
  everyMs = REPORT_MS,
): RejectionCounts {
  const rejected = new Map<ProblemCode, number>();
  const report = () => {
    if (rejected.size === 0) return;
    events.requestsRejected(Object.fromEntries(rejected));
    rejected.clear();
  };
  const timer = setInterval(report, everyMs).unref();
  return {
    count(code) {
      rejected.set(code, (rejected.get(code) ?? 0) + 1);
      const reason = shedReasons.find((item) => item === code);
      if (reason !== undefined) events.metrics.requestsShed(1, { reason });
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      report();
    },
  };
}
