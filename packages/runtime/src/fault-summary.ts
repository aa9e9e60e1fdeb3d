import { describeFaultKind } from './fault-kind.ts';

/** Sums up repeated faults, so that an outage does not flood the log. */
export interface FaultSummary extends Disposable {
  /** True for the first fault of its kind, which is to be logged in full; further ones are counted. */
  isFirst(cause: string, fault: unknown): boolean;
}

/** One line of the summary. */
export interface FaultReport {
  readonly cause: string;
  /** How many further faults of each kind the interval had. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface FaultSummaryOptions {
  readonly everyMs?: number;
  /** Told once an interval of a cause whose faults repeat. */
  readonly onRepeated: (report: FaultReport) => void;
  /** Told when a cause whose faults repeated had none for a whole interval. */
  readonly onRecovered: (cause: string, afterMs: number) => void;
}

interface Outage {
  readonly startedAt: number;
  lastAt: number;
  hasRepeated: boolean;
  readonly counts: Map<string, number>;
}

const SUMMARY_MS = 10_000;
/** Kinds of one outage that are kept apart. More are counted together. */
const MAX_KINDS = 20;

/** Creates the summary of one process. Faults are of one kind when their cause and their code or message are equal. */
export function createFaultSummary(options: FaultSummaryOptions): FaultSummary {
  const { everyMs = SUMMARY_MS, onRepeated, onRecovered } = options;
  const outages = new Map<string, Outage>();
  let timer: NodeJS.Timeout | undefined;

  const report = () => {
    for (const [cause, outage] of outages) {
      const counts = takeCounts(outage);
      if (counts !== undefined) onRepeated({ cause, counts });
      else if (performance.now() - outage.lastAt >= everyMs) {
        outages.delete(cause);
        if (outage.hasRepeated) onRecovered(cause, outage.lastAt - outage.startedAt);
      }
    }
    if (outages.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    isFirst(cause, fault) {
      timer ??= setInterval(report, everyMs).unref();
      const now = performance.now();
      const outage = outages.get(cause) ?? {
        startedAt: now,
        lastAt: now,
        hasRepeated: false,
        counts: new Map<string, number>(),
      };
      outages.set(cause, outage);
      return addFault(outage, describeFaultKind(fault), now);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const [cause, outage] of outages) {
        const counts = takeCounts(outage);
        if (counts !== undefined) onRepeated({ cause, counts });
      }
      outages.clear();
    },
  };
}

function addFault(outage: Outage, kind: string, now: number): boolean {
  const { counts } = outage;
  outage.lastAt = now;
  const isFirst = !counts.has(kind) && counts.size < MAX_KINDS;
  if (isFirst) counts.set(kind, 0);
  else {
    const counted = counts.has(kind) ? kind : 'other';
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
    outage.hasRepeated = true;
  }
  return isFirst;
}

/** The counts since the last call, undefined when nothing was counted. */
function takeCounts({ counts }: Outage): Record<string, number> | undefined {
  const counted = [...counts].filter(([, count]) => count > 0);
  for (const [kind] of counted) counts.set(kind, 0);
  return counted.length > 0 ? Object.fromEntries(counted) : undefined;
}
