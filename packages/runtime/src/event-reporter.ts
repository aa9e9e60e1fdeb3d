import { trace, SpanStatusCode } from '@opentelemetry/api';
import { describeFaultKind } from './fault-kind.ts';
import { createFaultSummary } from './fault-summary.ts';
import type { Logger } from './logger.ts';
import { createCounter, type Count } from './metrics.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';
/** Names a counter: `upshot_<name>_total`. */
type EventName = Lowercase<string>;
type Details = Readonly<Record<string, unknown>>;

/** What a service's `events.ts` is written with: each call logs, counts, and marks the active span. */
export interface EventReporter extends Disposable {
  /** Reports something that happens rarely, or that is logged each time. */
  event(level: Level, name: EventName, message: string, details?: Details): void;
  /** Reports a fault. Repeated ones are summed up: the first in full, a count each interval, then the recovery. */
  fault(level: 'warn' | 'error', name: EventName, message: string, details: FaultDetails): void;
}

type FaultDetails = Details & { readonly err: unknown };

/** Creates the reporter of one service. Call it after `startTelemetry`. */
export function createEventReporter(logger: Logger, summaryMs?: number): EventReporter {
  const count = createCounters();
  const summary = createFaultSummary({
    ...(summaryMs === undefined ? {} : { everyMs: summaryMs }),
    onRepeated: (report) => logger.warn(report, 'faults were repeated'),
    onRecovered: (cause, afterMs) =>
      logger.info({ cause, afterMs: Math.round(afterMs) }, `recovered after ${Math.round(afterMs / 1000)} s`),
  });
  return {
    event(level, name, message, details = {}) {
      logger[level](details, message);
      count(name, message);
      trace.getActiveSpan()?.addEvent(name);
    },
    fault(level, name, message, details) {
      const kind = describeFaultKind(details.err);
      if (summary.isFirst(name, details.err)) logger[level]({ cause: name, ...details }, message);
      count(name, message, kind);
      const span = trace.getActiveSpan();
      span?.addEvent(name, { 'error.type': kind });
      span?.setStatus({ code: SpanStatusCode.ERROR, message: name });
    },
    [Symbol.dispose]: () => summary[Symbol.dispose](),
  };
}

function createCounters(): (name: EventName, message: string, kind?: string) => void {
  const counters = new Map<EventName, Count>();
  return (name, message, kind) => {
    const counter = counters.get(name) ?? createCounter(`upshot_${name}_total`, message);
    counters.set(name, counter);
    counter(kind === undefined ? undefined : { 'error.type': kind });
  };
}
