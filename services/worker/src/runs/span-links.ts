import { TraceFlags, type Link, type Span } from '@opentelemetry/api';
import type { Database } from '@upshot/ledger/connect';
import { findSpan } from '@upshot/ledger/log/find-span';
import type { DueRun } from '@upshot/ledger/runs/due-run';
import { sendsTraces } from '@upshot/runtime/telemetry';

/** Finds what the span of a run's next attempt links to. */
export type FindLinks = (run: DueRun) => Promise<readonly Link[]>;

/**
 * Creates what finds links: of a retry to the attempt before it, of a replay to the run that it repeats. Nothing is
 * looked up where no traces are sent. A link that cannot be found is left out.
 */
export function createLinkFinder(database: Database): FindLinks {
  return async ({ id, attempt, replayOf, activityRecordedAt: recordedAt }) => {
    const run = attempt > 0 ? id : replayOf;
    if (run === undefined || !sendsTraces()) return [];
    const span = await findSpan(database, { run, recordedAt }).catch(() => undefined);
    if (span === undefined) return [];
    const attributes = { 'upshot.link': attempt > 0 ? 'previous_attempt' : 'replayed_run' };
    return [{ context: { ...span, traceFlags: TraceFlags.SAMPLED, isRemote: true }, attributes }];
  };
}

/** The id of a span for the log; undefined when the span is not sent. */
export function loggedSpanId(span: Span): string | undefined {
  const { spanId, traceFlags } = span.spanContext();
  return sendsTraces() && (traceFlags & TraceFlags.SAMPLED) !== 0 ? spanId : undefined;
}
