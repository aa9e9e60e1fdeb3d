import { context, propagation } from '@opentelemetry/api';

type HeaderList = readonly (readonly [name: string, value: string])[];

const traceNames = new Set(['traceparent', 'tracestate', 'baggage']);

/** The headers, with the context of the active span in place of any that they hold. */
export function withTraceHeaders(headers: HeaderList): HeaderList {
  const trace: Record<string, string> = {};
  propagation.inject(context.active(), trace);
  return [...headers.filter(([name]) => !traceNames.has(name.toLowerCase())), ...Object.entries(trace)];
}
