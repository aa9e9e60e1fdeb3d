import { context, metrics, propagation, trace } from '@opentelemetry/api';

/** Takes away what an OpenTelemetry SDK has set for the whole process, so that another one can be started. */
export function forgetTelemetry(): void {
  for (const api of [context, metrics, propagation, trace]) api.disable();
}
