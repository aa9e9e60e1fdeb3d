import type { OutputLine } from '@upshot/shared/outcome';
import { storable } from '@upshot/shared/storable';
import type { Settlement } from '../runs/settlement.ts';
import type { EntryRecord } from './entry.ts';

/** The settlement as a log row, in JSON that PostgreSQL accepts whatever a script printed. */
export function describeSettlement(settlement: Settlement): EntryRecord {
  const { run, error } = settlement;
  const output = (settlement.output ?? []).map((line) => ({ ...line, text: storable(line.text) }));
  return {
    run_id: run.id,
    attempt: settlement.attempt,
    is_final: settlement.retryAfterMs === undefined,
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
    duration_ms: toMicroseconds(settlement.durationMs),
    cpu_ms: toMicroseconds(settlement.cpuMs),
    fetches: toInteger(settlement.fetches),
    http_status: settlement.httpStatus ?? null,
    error_name: error === undefined ? null : storable(error.name),
    error_message: error === undefined ? null : storable(error.message),
    error_stack: error?.stack === undefined ? null : storable(error.stack),
    error_line: toInteger(error?.line),
    error_column: toInteger(error?.column),
    output: output.map(({ text }) => text).join('\n'),
    output_index: output.map(indexLine),
    output_omitted_bytes: toInteger(settlement.omittedBytes) ?? 0,
    // PostgreSQL adds the delay to its own clock: see `settle`.
    next_attempt_at: null,
    trace_id: settlement.traceId ?? null,
    worker: settlement.worker,
    replay_id: run.replayId ?? null,
    replay_of: run.replayOf ?? null,
  };
}

/** Milliseconds, rounded to the microsecond. */
function toMicroseconds(milliseconds: number | null | undefined): number | null {
  return milliseconds === null || milliseconds === undefined ? null : Math.round(milliseconds * 1000) / 1000;
}

/** PostgreSQL's integers end at 2^31 - 1. */
function toInteger(value: number | undefined): number | null {
  return value === undefined ? null : Math.max(0, Math.min(Math.trunc(value) || 0, 2 ** 31 - 1));
}

function indexLine({ at_ms, level, text }: OutputLine): [number, string, number] {
  return [at_ms, level, text.length];
}
