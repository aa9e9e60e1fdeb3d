import type { Flow } from '@upshot/ledger/health/flow';
import type { QueueState } from '@upshot/runtime/redis-check';

/** Everything that a report is made from. */
export interface ReportFacts extends Flow {
  readonly queue: QueueState;
  /** Workers that have reported lately. */
  readonly workers: number;
  /** Of these, workers that claim no lane because they were asked to drain. */
  readonly draining: number;
  /** What the others have, and use. */
  readonly lanes: number;
  readonly activeLanes: number;
  /** Whether any worker claims lanes while runs are due. */
  readonly isConsumed: boolean;
}

export const reportStatuses = ['flowing', 'idle', 'slow', 'stuck'] as const;

export const reasonCodes = [
  'no_worker',
  'all_draining',
  'not_consumed',
  'queue_degraded',
  'queue_evicting',
  'lanes_full',
  'failures',
  'receivers_fail',
  'paused',
  'limited',
  'retries',
  'nothing_matches',
] as const;

/** Why work does not flow as it should. */
interface Reason {
  readonly code: (typeof reasonCodes)[number];
  readonly severity: 'critical' | 'warning' | 'info';
  readonly message: string;
  readonly resolution: string;
}

interface Report {
  readonly status: (typeof reportStatuses)[number];
  readonly summary: string;
  readonly reasons: Reason[];
}

/** A due run that has waited for longer is late. */
const SLOW_MS = 60_000;
const FULL_SHARE = 0.95;
const FAILING_SHARE = 0.2;
/** Fewer attempts or activities say nothing. */
const ENOUGH = 10;

/** Says whether work flows, and if not, why. */
export function describeReport(facts: ReportFacts): Report {
  const reasons = findReasons(facts);
  const status = statusOf(facts, reasons);
  return { status, summary: summarize(status, facts, reasons), reasons: [...reasons] };
}

function statusOf({ dueLanes, oldestAgeMs, recentAttempts }: ReportFacts, reasons: readonly Reason[]) {
  if (reasons.some(({ severity }) => severity === 'critical')) return 'stuck';
  if (oldestAgeMs > SLOW_MS) return 'slow';
  return dueLanes > 0 || recentAttempts > 0 ? 'flowing' : 'idle';
}

function summarize(
  status: Report['status'],
  { dueLanes, oldestAgeMs, recentActivities }: ReportFacts,
  [first]: readonly Reason[],
): string {
  const waiting = `the oldest due run waits for ${inWords(oldestAgeMs)}`;
  switch (status) {
    case 'stuck':
      return `Work does not flow. ${first?.message ?? ''}`;
    case 'slow':
      return `Work flows slowly: ${waiting}.`;
    case 'flowing':
      return dueLanes === 0 ? 'Work flows: no run waits.' : `Work flows: ${waiting}.`;
    case 'idle':
      return recentActivities === 0
        ? 'There is no work: no activity was recorded within the last hour.'
        : 'There is no work: no run waits, and none ended within the last five minutes.';
  }
}

function findReasons(facts: ReportFacts): readonly Reason[] {
  return [...workerReasons(facts), ...queueReasons(facts), ...workReasons(facts)];
}

function workerReasons(facts: ReportFacts): readonly Reason[] {
  const { workers, draining, dueLanes, isConsumed, activeLanes, lanes } = facts;
  const due = `${counted(dueLanes, 'lane has', 'lanes have')} due runs`;
  if (workers === 0 || draining === workers) {
    const severity = dueLanes > 0 ? 'critical' : 'warning';
    return workers === 0
      ? [
          reason(
            'no_worker',
            severity,
            `No worker is alive; ${due}.`,
            'Start a worker, or look into its log.',
          ),
        ]
      : [
          reason(
            'all_draining',
            severity,
            `Every worker was asked to drain; ${due}.`,
            'Start another worker, or let one claim lanes again: upshot worker:resume.',
          ),
        ];
  }
  if (!isConsumed) {
    const message = `Workers are alive and claim no lane; ${due}.`;
    return [
      reason('not_consumed', 'critical', message, 'Look at /livez of the workers, and into their logs.'),
    ];
  }
  if (dueLanes <= activeLanes || activeLanes < lanes * FULL_SHARE) return [];
  const message = `Workers use ${activeLanes} of ${lanes} lanes, and ${dueLanes - activeLanes} more wait.`;
  return [reason('lanes_full', 'warning', message, 'Start more workers: upshot scaling says how many.')];
}

function queueReasons({ queue }: ReportFacts): readonly Reason[] {
  if (queue === 'degraded') {
    const message = 'Redis does not answer, or refuses writes: runs wait until it is back.';
    return [reason('queue_degraded', 'critical', message, 'Look at Redis, its disk and its memory.')];
  }
  if (queue === 'ok') return [];
  const message = 'Redis may delete keys of the queue, so that runs start late.';
  return [reason('queue_evicting', 'warning', message, 'Set its maxmemory-policy to noeviction.')];
}

function workReasons(facts: ReportFacts): readonly Reason[] {
  const { recentAttempts, recentFailures, failingWebhooks, pausedLanes, limitedLanes, retryingLanes } = facts;
  const found: Reason[] = [];
  if (recentAttempts >= ENOUGH && recentFailures > recentAttempts * FAILING_SHARE) {
    const message = `${recentFailures} of the last ${recentAttempts} attempts did not succeed.`;
    found.push(reason('failures', 'warning', message, 'See why: upshot log:query --saved failing.'));
  }
  if (failingWebhooks > 0) {
    const message = `Every attempt of ${counted(failingWebhooks, 'webhook', 'webhooks')} fails.`;
    found.push(reason('receivers_fail', 'warning', message, 'upshot log:query --saved webhook-status.'));
  }
  if (pausedLanes > 0) {
    const message = `Due runs of ${counted(pausedLanes, 'lane', 'lanes')} wait, because integrations are paused.`;
    found.push(reason('paused', 'info', message, 'upshot integration:resume.'));
  }
  if (limitedLanes > 0) {
    const message = `${counted(limitedLanes, 'lane waits', 'lanes wait')} for the rate limit of an integration.`;
    found.push(reason('limited', 'info', message, 'upshot log:query --saved pending.'));
  }
  if (retryingLanes > 0) {
    const message = `${counted(retryingLanes, 'lane waits', 'lanes wait')} for the next attempt of a run.`;
    found.push(reason('retries', 'info', message, 'upshot log:query --saved pending.'));
  }
  const { recentActivities, unmatchedActivities } = facts;
  if (recentActivities >= ENOUGH && unmatchedActivities === recentActivities) {
    const message = `No integration matched any of the last ${recentActivities} activities.`;
    found.push(reason('nothing_matches', 'warning', message, 'See why: upshot log:query --saved why-not.'));
  }
  return found;
}

function reason(
  code: Reason['code'],
  severity: Reason['severity'],
  message: string,
  resolution: string,
): Reason {
  return { code, severity, message, resolution };
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** A duration for people. */
function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
