import type { ProblemCode } from '@upshot/shared/problem';
import type { Logger } from '@upshot/shared/process/logger';

/** Counts those who were told to come again later. One line in the log for each would be a flood of its own. */
export interface Refusals extends Disposable {
  count(code: ProblemCode): void;
}

const REPORT_MS = 10_000;

/** Creates the count of one process, which it logs while there is something to tell. */
export function createRefusals(logger: Pick<Logger, 'warn'>, everyMs = REPORT_MS): Refusals {
  const refused = new Map<ProblemCode, number>();
  const report = () => {
    if (refused.size === 0) return;
    logger.warn({ refused: Object.fromEntries(refused) }, 'some requests were told to come again later');
    refused.clear();
  };
  const timer = setInterval(report, everyMs).unref();
  return {
    count: (code) => void refused.set(code, (refused.get(code) ?? 0) + 1),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      report();
    },
  };
}
