import { integrationTypes } from '@upshot/integrations/registry';
import { commonMetrics } from '@upshot/runtime/common-metrics';
import { counter, defineMetrics, durations, gauge, total } from '@upshot/runtime/metric';
import type { Instruments } from '@upshot/runtime/metrics';
import { outcomes } from '@upshot/shared/outcome';

const byType = { type: integrationTypes };
const requests = ['webhook', 'fetch', 'health'] as const;

/** How requests to the outside are answered; `none`: not at all. */
const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'] as const;

/** Every metric of a worker, beside the counters of its events. */
export const workerMetrics = defineMetrics({
  ...commonMetrics,
  queueWait: durations(
    'upshot_queue_wait_seconds',
    'Time from when a run was due (recorded, replayed, or due for its next attempt) to the start of the attempt.',
    byType,
  ),
  runDuration: durations('upshot_run_duration_seconds', 'Duration of an attempt.', byType),
  timeToOutcome: durations(
    'upshot_time_to_outcome_seconds',
    'Time from when a run was recorded or replayed until its final outcome was committed.',
    byType,
  ),
  attempts: counter('upshot_attempts_total', 'Attempts whose outcome was committed.', {
    type: integrationTypes,
    outcome: outcomes,
  }),
  outboundRequests: counter(
    'upshot_outbound_requests_total',
    'Requests to the outside, by the class of the HTTP status; "none": no answer.',
    { request: requests, status_class: statusClasses },
  ),
  scriptCpu: counter('upshot_script_cpu_seconds_total', 'Processor time of scripts.'),
  slots: gauge(
    'upshot_slots',
    'Slots that are idle, that compute (running), and whose script waits for a host function (blocked).',
    { state: ['idle', 'running', 'blocked'] },
  ),
  slotsStarted: total('upshot_slots_started_total', 'Slots that were started.'),
  slotsEnded: total(
    'upshot_slots_ended_total',
    'Slots that ended: while they started, while idle (retired), or with a run in them (its limit, or a crash).',
    { while: ['starting', 'idle', 'running'] },
  ),
  lanesActive: gauge('upshot_worker_lanes_active', 'Lanes that the worker works on.'),
  lanesParked: gauge(
    'upshot_worker_lanes_parked',
    'Lanes that wait because their project has its share of the worker.',
  ),
  lanesTotal: gauge('upshot_worker_lanes', 'Lanes that the worker may work on at once (UPSHOT_LANES).'),
  rateLimitWaits: counter(
    'upshot_rate_limit_waits_total',
    'Times that a lane began to wait for the rate limit of its integration.',
  ),
  relayedLanes: counter(
    'upshot_relayed_lanes_total',
    'Lanes with due runs that the relay found in the ledger: lost wake-ups, and retries.',
  ),
});

export type WorkerMetrics = Instruments<typeof workerMetrics>;

/** The class of an HTTP status, undefined where there was no answer. */
export function statusClassOf(status: number | undefined): (typeof statusClasses)[number] {
  const name = `${Math.floor((status ?? 0) / 100)}xx`;
  return statusClasses.find((item) => item === name) ?? 'none';
}
