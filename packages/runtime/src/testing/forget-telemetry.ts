import { context, metrics, propagation, trace } from '@opentelemetry/api';

/** Takes away what an OpenTelemetry SDK has set for the whole process: the next test file has another SDK, or none. */
export function forgetTelemetry(): void {
  for (const api of [context, metrics, propagation, trace]) api.disable();
}
