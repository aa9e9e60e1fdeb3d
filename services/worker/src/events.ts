import { createEventReporter } from '@upshot/runtime/event-reporter';
import type { Logger } from '@upshot/runtime/logger';
import { createMetrics } from '@upshot/runtime/metrics';
import type { NamedIntegration } from '@upshot/shared/integration';
import type { Barrier } from '@upshot/sandbox/sandbox';
import { workerMetrics } from './metrics.ts';

/** Everything a worker reports to its operators. */
export type WorkerEvents = ReturnType<typeof createEvents>;

/** One function per cause: it logs, counts and marks the active span. None is given a secret or a script's output. */
export function createEvents(logger: Logger, summaryMs?: number) {
  const report = createEventReporter(logger, summaryMs);
  return {
    ...systemEvents(report),
    ...laneEvents(report),
    ...upkeepEvents(report),
    ...runEvents(report),
    ...receiverEvents(report),
    metrics: createMetrics(workerMetrics),
    [Symbol.dispose]: () => report[Symbol.dispose](),
  } as const;
}

type Report = ReturnType<typeof createEventReporter>;

/** The worker itself and its servers. */
function systemEvents(report: Report) {
  return {
    ready: (details: { readonly worker: string; readonly lanes: number }) =>
      report.event('info', 'workers_ready', 'worker ready', details),
    barrierRaised: (barrier: Barrier) =>
      report.event('info', 'barriers_raised', 'the kernel confines slots', { barrier }),
    barrierIncomplete: (missing: readonly string[]) =>
      report.event(
        'warn',
        'barriers_incomplete',
        'the kernel does not confine slots fully: native code in one would reach more than its own process',
        { missing },
      ),
    schemaNewer: (unknown: readonly string[]) =>
      report.event('info', 'schema_newer', 'the ledger has a newer schema, which this version supports', {
        unknown,
      }),
    schemaUnchecked: (fault: unknown) =>
      report.fault('warn', 'schema_check_faults', "the ledger's schema could not be checked", { err: fault }),
    ledgerConnectionFault: (fault: unknown) =>
      report.fault('warn', 'ledger_connection_faults', 'a connection to the ledger broke', { err: fault }),
    registrationFault: (fault: unknown) =>
      report.fault('warn', 'registration_faults', 'the worker could not report to the ledger', {
        err: fault,
      }),
    sealingSuspended: () =>
      report.event(
        'warn',
        'sealing_suspensions',
        'stored values that hold secrets stay plain while a worker of an older version is alive',
      ),
    sealingResumed: () =>
      report.event('info', 'sealing_resumptions', 'stored values that hold secrets are sealed again'),
    consumptionStalled: (reason: string, provenMsAgo: number) =>
      report.event('error', 'consumption_stalls', 'the worker does not consume: /livez fails', {
        reason,
        provenMsAgo: Math.round(provenMsAgo),
      }),
    consumptionResumed: () =>
      report.event('info', 'consumption_resumptions', 'the worker consumes again: /livez is well'),
    queueEvicting: () =>
      report.event(
        'error',
        'queue_evictions_possible',
        'Redis may delete keys of the queue, which delays runs: set its maxmemory-policy to noeviction',
      ),
    queueFault: (fault: unknown) =>
      report.fault('error', 'queue_faults', 'the queue reports a fault', { err: fault }),
  } as const;
}

/** The lanes that it claims. */
function laneEvents(report: Report) {
  return {
    drainAsked: () =>
      report.event('info', 'drains_asked', 'the worker was asked to drain: it claims no more lanes'),
    drained: () =>
      report.event('info', 'drains', 'the worker is drained: it can be stopped, and interrupts nothing'),
    drainEnded: () => report.event('info', 'drains_ended', 'the worker claims lanes again'),
    drainFault: (fault: unknown) =>
      report.fault('error', 'drain_faults', 'the worker could not follow a request to drain or resume', {
        err: fault,
      }),
    relayed: (lanes: number) =>
      report.event('debug', 'relay_rounds', 'relayed lanes with due runs', { lanes }),
    relayFault: (fault: unknown) =>
      report.fault('error', 'relay_faults', 'the relay could not search the ledger', { err: fault }),
    laneFault: (lane: string, fault: unknown) =>
      report.fault('error', 'lane_faults', 'a turn was cut short; the relay brings the lane back', {
        lane,
        err: fault,
      }),
    laneFenced: (lane: string) =>
      report.event(
        'warn',
        'lanes_fenced',
        'a turn ended: another worker has claimed the lane, or its integration was paused',
        { lane },
      ),
  } as const;
}

/** The upkeep of the ledger. */
function upkeepEvents(report: Report) {
  return {
    partitionFault: (fault: unknown) =>
      report.fault('error', 'partition_faults', 'the partitions of the log could not be made', {
        err: fault,
      }),
    retentionEnded: (details: { readonly steps: number; readonly bytesLeft: number }) =>
      report.event('info', 'retention_runs', 'expired data was removed', details),
    retentionFault: (fault: unknown) =>
      report.fault('error', 'retention_faults', 'expired data could not be removed; the next run continues', {
        err: fault,
      }),
  } as const;
}

/** Attempts and their settlement. */
function runEvents(report: Report) {
  return {
    runInterrupted: (run: string, attempt: number) =>
      report.event('warn', 'runs_interrupted', 'an attempt was interrupted', { run, attempt }),
    runQuarantined: (run: string, interruptions: number) =>
      report.event('error', 'runs_quarantined', 'a run was quarantined', { run, interruptions }),
    trialFault: (trial: string, fault: unknown) =>
      report.fault('error', 'trial_faults', 'a trial could not be run', { trial, err: fault }),
    trialQueueFault: (fault: unknown) =>
      report.fault('warn', 'trial_queue_faults', 'the queue of trials reports a fault', { err: fault }),
    comparisonFault: (comparison: string, fault: unknown) =>
      report.fault('error', 'comparison_faults', 'a comparison could not go on; another turn follows', {
        comparison,
        err: fault,
      }),
    recordingFailed: (run: string, fault: unknown) =>
      report.fault('warn', 'recording_faults', 'a run was not recorded; its outcome is not affected', {
        run,
        err: fault,
      }),
    recordingDropped: (run: string, reason: string) =>
      report.event('info', 'recordings_dropped', 'a run was not recorded', { run, reason }),
    settlingRetried: (fault: unknown, operations: number) =>
      report.fault('warn', 'settling_retries', 'settling failed: trying again', { err: fault, operations }),
    batchRefused: (fault: unknown) =>
      report.fault(
        'error',
        'batches_refused',
        'the ledger refused a batch of settlements: writing them one by one',
        { err: fault },
      ),
    outcomeRefused: (run: string, fault: unknown) =>
      report.fault('error', 'outcomes_refused', 'the ledger refused the details of an outcome', {
        run,
        err: fault,
      }),
  } as const;
}

/** Destinations of requests and deliveries. */
function receiverEvents(report: Report) {
  return {
    egressRefused: (run: string, detail: string) =>
      report.event('warn', 'egress_refused', 'a request to a destination that is not allowed', {
        run,
        detail,
      }),
    integrationPaused: ({ id: integration, name }: NamedIntegration, reason: string) =>
      report.event(
        'error',
        'integrations_paused',
        'an integration was paused: it gets no runs until it is resumed',
        { integration, name, reason },
      ),
    receiverDown: ({ id: integration, name }: NamedIntegration, restMs: number) =>
      report.event('warn', 'receivers_down', 'a receiver is down: the lanes of its integration rest', {
        integration,
        name,
        restMs,
      }),
    receiverBack: ({ id: integration, name }: NamedIntegration) =>
      report.event('info', 'receivers_back', 'a receiver that was down is back', { integration, name }),
  } as const;
}
