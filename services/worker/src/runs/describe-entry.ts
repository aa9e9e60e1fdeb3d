import type { OutputLine } from '@upshot/shared/run';
import type { Settlement } from './settlement.ts';

/** The settlement as a row of the activity log, in JSON that PostgreSQL takes whatever a script printed. */
export function describeEntry(settlement: Settlement) {
  const { run, error } = settlement;
  const output = (settlement.output ?? []).map((line) => ({ ...line, text: storable(line.text) }));
  return {
    seq: run.seq,
    run_id: run.id,
    attempt: settlement.attempt,
    is_final: settlement.retryAt === undefined,
    outcome: settlement.outcome,
    project_id: run.projectId,
    integration_id: run.integrationId,
    integration_type: settlement.integrationType,
    script_version: settlement.scriptVersion ?? null,
    activity_id: run.activityId,
    activity_type: run.activityType,
    activity_state: run.activityState,
    activity_recorded_at: run.activityRecordedAt,
    started_at: settlement.startedAt,
    duration_ms: settlement.durationMs,
    cpu_ms: settlement.cpuMs ?? null,
    fetches: settlement.fetches ?? null,
    http_status: settlement.httpStatus ?? null,
    error_name: error === undefined ? null : storable(error.name),
    error_message: error === undefined ? null : storable(error.message),
    error_stack: error?.stack === undefined ? null : storable(error.stack),
    error_line: error?.line ?? null,
    error_column: error?.column ?? null,
    output: output.map(({ text }) => text).join('\n'),
    output_index: output.map(indexLine),
    output_omitted_bytes: settlement.omittedBytes ?? 0,
    next_attempt_at: settlement.retryAt === 'at once' ? '-infinity' : (settlement.retryAt ?? null),
    trace_id: settlement.traceId ?? null,
    worker: settlement.worker,
  };
}

function indexLine({ at_ms, level, text }: OutputLine): [number, string, number] {
  return [at_ms, level, text.length];
}

/** PostgreSQL's text has no NUL and no lone surrogates: both become U+FFFD. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
