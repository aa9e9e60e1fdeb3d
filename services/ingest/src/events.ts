import { createEventReporter } from '@upshot/runtime/event-reporter';
import type { Logger } from '@upshot/runtime/logger';
import { createMetrics } from '@upshot/runtime/metrics';
import { ingestMetrics } from './metrics.ts';

/** Everything ingest reports to its operators. */
export type IngestEvents = ReturnType<typeof createEvents>;

/** The request in which a fault happened. The path has no query: it may hold a secret. */
interface FailedRequest {
  readonly request_id: string;
  readonly code: string;
  readonly method: string;
  readonly path: string;
}

/** One function per cause: it logs, counts and marks the active span. None is given a secret. */
export function createEvents(logger: Logger, summaryMs?: number) {
  const report = createEventReporter(logger, summaryMs);
  return {
    ready: (port: number) => report.event('info', 'ingests_ready', 'ingest ready', { port }),
    schemaNewer: (unknown: readonly string[]) =>
      report.event('info', 'schema_newer', 'the ledger has a newer schema, which this version supports', {
        unknown,
      }),
    schemaUnchecked: (fault: unknown) =>
      report.fault('warn', 'schema_check_faults', "the ledger's schema could not be checked", { err: fault }),
    ledgerConnectionFault: (fault: unknown) =>
      report.fault('warn', 'ledger_connection_faults', 'a connection to the ledger broke', { err: fault }),
    consoleNotBuilt: () =>
      report.event(
        'warn',
        'consoles_not_built',
        'the web console is not built: run "npm run console:build", or set UPSHOT_CONSOLE=off',
      ),
    queueEvicting: () =>
      report.event(
        'error',
        'queue_evictions_possible',
        'Redis may delete keys of the queue, which delays runs: set its maxmemory-policy to noeviction',
      ),
    queueFault: (fault: unknown) =>
      report.fault('warn', 'queue_faults', 'the queue reports a fault', { err: fault }),
    dispatchFault: (fault: unknown, lanes: number) =>
      report.fault('warn', 'dispatch_faults', 'dispatch failed: the relay will find these lanes', {
        err: fault,
        lanes,
      }),
    /** Each is logged in full: a caller has only the request id to ask about. */
    internalFault: (fault: unknown, request: FailedRequest) =>
      report.event('error', 'internal_faults', 'internal fault', { err: fault, ...request }),
    requestFault: (fault: unknown, request: FailedRequest) =>
      report.fault('warn', 'request_faults', 'a request could not be served', { err: fault, ...request }),
    requestsRejected: (rejected: Readonly<Record<string, number>>) =>
      report.event('warn', 'rejection_reports', 'requests were rejected with retry-after', { rejected }),
    bodyCutShort: (requestId: string) =>
      report.event('debug', 'bodies_cut_short', 'a client went away before its body was complete', {
        request_id: requestId,
      }),
    countFault: (fault: unknown) =>
      report.fault('warn', 'count_faults', 'repeated activities with other bodies could not be counted', {
        err: fault,
      }),
    auditFault: (fault: unknown) =>
      report.fault('error', 'audit_faults', 'the outcome of a change could not be added to the audit', {
        err: fault,
      }),
    streamFault: (fault: unknown) =>
      report.fault('warn', 'stream_faults', 'what happens in a project could not be read for its streams', {
        err: fault,
      }),
    ...createMonitorEvents(report),
    metrics: createMetrics(ingestMetrics),
    [Symbol.dispose]: () => report[Symbol.dispose](),
  } as const;
}

/** What ingest reports of the system as a whole. */
function createMonitorEvents(report: ReturnType<typeof createEventReporter>) {
  return {
    cassetteRead: (
      details: Readonly<Record<'project' | 'run' | 'token', string>> & { readonly attempt: number },
    ) => report.event('info', 'cassettes_read', 'a cassette was read', details),
    consumersMissing: (forMs: number) =>
      report.event('warn', 'consumers_missing', 'runs are due, and no worker claims a lane', { forMs }),
    consumersBack: () => report.event('info', 'consumers_back', 'workers claim lanes again'),
    healthChanged: (changes: number) =>
      report.event('info', 'health_changes', 'the health of the system has changed', { changes }),
    healthFault: (fault: unknown) =>
      report.fault('warn', 'health_faults', 'the health of the system could not be checked', { err: fault }),
    samplingFault: (fault: unknown) =>
      report.fault('warn', 'sampling_faults', 'the load could not be sampled for GET /api/scaling', {
        err: fault,
      }),
  } as const;
}
