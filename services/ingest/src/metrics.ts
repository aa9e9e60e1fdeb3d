import { integrationTypes } from '@upshot/integrations/registry';
import { commonMetrics } from '@upshot/runtime/common-metrics';
import { counter, defineMetrics, durations, gauge } from '@upshot/runtime/metric';
import type { Instruments } from '@upshot/runtime/metrics';
import type { ProblemCode } from '@upshot/shared/problem';

const statusClasses = ['2xx', '3xx', '4xx', '5xx'] as const;

/** The problems that come with `retry-after`. */
export const shedReasons = [
  'overloaded',
  'too_many_requests',
  'too_many_pending_runs',
  'ledger_unavailable',
  'shutting_down',
] as const satisfies readonly ProblemCode[];

/** Every metric of ingest, beside the counters of its events. */
export const ingestMetrics = defineMetrics({
  laneOldestAge: gauge(
    'upshot_lane_oldest_age_seconds',
    'How long the oldest due run waits; 0 when none does. Paused integrations do not count.',
    { type: integrationTypes },
  ),
  lanesWaiting: gauge('upshot_lanes_waiting', 'Lanes with due runs, those under way included.', {
    type: integrationTypes,
  }),
  pausedIntegrations: gauge(
    'upshot_paused_integrations',
    'Integrations that are paused: by a person, or because their receiver is gone or fails.',
    { by: ['person', 'receiver'] },
  ),
  ledgerUp: gauge('upshot_ledger_up', '1 when the ledger answered the last collection, else 0.'),
  ...commonMetrics,
  activities: counter('upshot_activities_total', 'Activities that were posted, and what became of them.', {
    result: ['recorded', 'duplicate', 'project_not_found'],
  }),
  runsMatched: counter('upshot_runs_matched_total', 'Runs that were recorded for activities.', {
    type: integrationTypes,
  }),
  requestDuration: durations(
    'upshot_http_request_duration_seconds',
    'Duration of API requests. Requests that were shed unread do not count.',
    { status_class: statusClasses },
  ),
  requestsShed: counter('upshot_requests_shed_total', 'Requests that were refused with retry-after.', {
    reason: shedReasons,
  }),
});

export type IngestMetrics = Instruments<typeof ingestMetrics>;

/** The class of an HTTP status. */
export function statusClassOf(status: number): (typeof statusClasses)[number] {
  return statusClasses.find((item) => item.startsWith(String(Math.floor(status / 100)))) ?? '5xx';
}
