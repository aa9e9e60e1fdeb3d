import type { Database } from '@upshot/ledger/connect';
import {
  removeWorker,
  reportWorker,
  type ReportAnswer,
  type WorkerLoad,
  type WorkerReport,
} from '@upshot/ledger/workers/write';
import { repeat } from '@upshot/runtime/repeat';
import type { Barrier } from '@upshot/sandbox/sandbox';
import description from '../package.json' with { type: 'json' };
import type { WorkerEvents } from './events.ts';

/** Far more often than `WORKER_SILENCE_MS`, after which a worker counts as gone. */
const REPORT_MS = 5000;

/** The entry of a worker in the ledger, kept up to date until disposed. */
export interface Registration extends AsyncDisposable {
  /** Notes that the worker has claimed a lane. */
  readonly noteClaim: () => void;
  /** Reports at once. */
  readonly report: () => Promise<void>;
}

interface RegistrationOptions extends Pick<
  WorkerReport,
  'id' | 'lanes' | 'egressAllow' | 'canMail' | 'mailGroups'
> {
  readonly database: Database;
  /** The barrier around the slots, once it is known. */
  readonly barrier: Promise<Barrier>;
  readonly readLoad: () => WorkerLoad;
  readonly isDrained: () => boolean;
  /** Called with what each report learned; undefined if the ledger did not answer. */
  readonly onAnswer: (answer: ReportAnswer | undefined) => void;
  readonly events: WorkerEvents;
  readonly reportMs?: number;
}

/** Registers a worker in the ledger. Its entry is deleted when the worker ends, or a day after its last report. */
export function register({
  database,
  barrier,
  readLoad,
  isDrained,
  onAnswer,
  events,
  reportMs = REPORT_MS,
  ...fixed
}: RegistrationOptions): Registration {
  const startedAt = performance.now();
  let claimedAt: number | undefined;
  let raised: Barrier | undefined;
  let isEnding = false;
  const report = async () => {
    if (isEnding) return;
    const now = performance.now();
    const claimedMsAgo = claimedAt === undefined ? undefined : now - claimedAt;
    const { version } = description;
    try {
      const answer = await reportWorker(database, {
        ...fixed,
        version,
        opensSealedStorage: true,
        barrier: raised,
        startedMsAgo: now - startedAt,
        claimedMsAgo,
        load: readLoad(),
        isDrained: isDrained(),
      });
      onAnswer(answer);
    } catch (fault) {
      onAnswer(undefined);
      events.registrationFault(fault);
    }
  };
  // A report that is still under way when the entry is deleted would write it again.
  const underWay = new Set<Promise<void>>();
  const reportAtOnce = async () => {
    const reporting = report();
    underWay.add(reporting);
    await reporting.finally(() => underWay.delete(reporting));
  };
  // The first report waits for no slot; another one is made as soon as there is one.
  const reportBarrier = async (parts: Barrier) => {
    raised = parts;
    await reportAtOnce();
  };
  barrier.then(reportBarrier).catch(() => undefined);
  const reports = repeat(report, reportMs);
  return {
    noteClaim: () => void (claimedAt = performance.now()),
    report: reportAtOnce,
    async [Symbol.asyncDispose]() {
      isEnding = true;
      await Promise.all(underWay);
      await reports[Symbol.asyncDispose]();
      await removeWorker(database, fixed.id).catch(() => undefined);
    },
  };
}
