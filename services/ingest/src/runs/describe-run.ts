import { toTimestamp, toTimestampOrNull } from '@upshot/shared/timestamp';
import type { AttemptRow, EndedAttemptRow, RunRow } from '@upshot/ledger/runs/run-row';
import type { LoggedRequest } from '@upshot/shared/logged-request';

/** Describes a run as it is answered. */
export function describeRun(run: RunRow) {
  return {
    id: run.id,
    integration: run.integration_id,
    integration_name: run.integration_name,
    integration_type: run.integration_type,
    activity: run.activity_id,
    activity_type: run.activity_type,
    activity_state: run.activity_state,
    created_at: toTimestamp(run.created_at),
    recorded_at: toTimestamp(run.recorded_at),
    state: run.is_pending ? 'pending' : 'finished',
    rate_limited_until: toTimestampOrNull(run.rate_limited_until),
    replay: run.replay_id,
    replay_of: run.replay_of,
    ...describeAttempt(run),
  };
}

/** Describes a run as lists show it. */
export function describeRunInShort(run: RunRow) {
  const { output, error, ...short } = describeRun(run);
  return {
    ...short,
    error: error === null ? null : { name: error.name, message: error.message, line: error.line },
    first_line: output.split('\n', 1)[0] ?? '',
    output_lines: run.output_lines ?? 0,
  };
}

/** Describes how an attempt ended. */
function describeAttempt(attempt: AttemptRow) {
  return {
    attempt: attempt.attempt,
    outcome: attempt.outcome,
    error: describeError(attempt),
    started_at: toTimestampOrNull(attempt.started_at),
    logged_at: toTimestampOrNull(attempt.logged_at),
    duration_ms: attempt.duration_ms,
    cpu_ms: attempt.cpu_ms,
    fetches: attempt.fetches,
    isolation: attempt.isolation,
    http_status: attempt.http_status,
    next_attempt_at: toTimestampOrNull(attempt.next_attempt_at),
    output: attempt.output ?? '',
    output_omitted_bytes: attempt.output_omitted_bytes ?? 0,
    script_version: attempt.script_version,
    trace_id: attempt.trace_id,
    worker: attempt.worker,
  };
}

/** Describes how an attempt ended, and its requests. */
export function describeEndedAttempt(attempt: EndedAttemptRow) {
  return { ...describeAttempt(attempt), requests: describeRequests(attempt.requests) };
}

/** Describes the requests of an attempt. */
export function describeRequests(requests: readonly LoggedRequest[] | null) {
  return requests?.map(describeRequest) ?? null;
}

function describeRequest([at_ms, method, url, result, duration_ms, ...bytes]: LoggedRequest) {
  const [bytes_out, bytes_in] = bytes;
  const status = typeof result === 'number' ? result : null;
  const error = typeof result === 'string' ? result : null;
  return { at_ms, method, url, status, error, duration_ms, bytes_out, bytes_in };
}

/** What went wrong in an attempt; null when nothing did. */
export function describeError({
  error_name,
  error_message,
  error_stack,
  error_line,
  error_column,
}: AttemptRow) {
  if (error_name === null) return null;
  return {
    name: error_name,
    message: error_message ?? '',
    stack: error_stack,
    line: error_line,
    column: error_column,
  };
}
