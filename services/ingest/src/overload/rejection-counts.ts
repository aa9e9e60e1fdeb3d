import type { ProblemCode } from '@upshot/shared/problem';
import type { Logger } from '@upshot/runtime/logger';

/** Counts those who were told to come again later. One line in the log for each would be a flood of its own. */
export interface RejectionCounts extends Disposable {
  count(code: ProblemCode): void;
}

const REPORT_MS = 10_000;

/** Creates the count of one process, which it logs while there is something to tell. */
export function createRejectionCounts(logger: Pick<Logger, 'warn'>, everyMs = REPORT_MS): RejectionCounts {
  const rejected = new Map<ProblemCode, number>();
  const report = () => {
    if (rejected.size === 0) return;
    logger.warn({ rejected: Object.fromEntries(rejected) }, 'some requests were told to come again later');
    rejected.clear();
  };
  const timer = setInterval(report, everyMs).unref();
  return {
    count: (code) => void rejected.set(code, (rejected.get(code) ?? 0) + 1),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      report();
    },
  };
}
