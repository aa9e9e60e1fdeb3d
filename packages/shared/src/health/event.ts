import { describeChange, describeInOneLine } from './describe-change.ts';
import type { HealthChange } from './change.ts';

/** A change as a health.webhook receives it, in the shape of Platform.sh. */
export function toHealthEvent(change: HealthChange) {
  const { kind, project, integration, lane } = change;
  return {
    time: change.at,
    origin: { project, environment: null, service: 'upshot', instance: lane ?? integration?.id ?? null },
    component: kind,
    subcomponent: kind === 'workers' ? null : (integration?.id ?? null),
    severity: describeChange(change).severity,
    message: describeInOneLine(change),
    metrics: metricsOf(change),
  };
}

/** The figures of a change; those of it that there are. */
export function metricsOf({ failures, waitedMs, lanes }: HealthChange): Readonly<Record<string, number>> {
  return {
    ...(failures === undefined ? {} : { failures }),
    ...(waitedMs === undefined ? {} : { waited_ms: Math.round(waitedMs) }),
    ...(lanes === undefined ? {} : { lanes_behind: lanes }),
  };
}
