import type { Database } from '@upshot/ledger/connect';
import type { Outcome } from '@upshot/shared/outcome';
import { storable } from '@upshot/shared/storable';
import { sql } from 'kysely';
import type { ClaimedNotification } from './claim-notifications.ts';

/** How an attempt to send a notification ended. */
export interface NotificationEnding {
  readonly outcome: Outcome;
  readonly sender: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly httpStatus: number | undefined;
  readonly failure: string | undefined;
  readonly lines: readonly string[];
  /** How long to wait before the next attempt; undefined makes this outcome final. */
  readonly retryAfterMs: number | undefined;
  readonly traceId: string;
}

/**
 * Logs how an attempt ended, and takes the notification away or gives it its next time, in one statement. Writes
 * nothing when the attempt was given up for lost meanwhile: whoever did so logs the next.
 */
export async function settleNotification(
  database: Database,
  notification: ClaimedNotification,
  ending: NotificationEnding,
): Promise<void> {
  const { seq, attempt } = notification;
  const { retryAfterMs, sender, failure } = ending;
  const isMine = sql`seq = ${seq} and attempt = ${attempt} and begun_by = ${sender}`;
  const isFinal = retryAfterMs === undefined;
  const next = sql`now() + ${retryAfterMs ?? 0} * interval '1 ms'`;
  const touch = isFinal
    ? sql`delete from health_notifications where ${isMine} returning *`
    : sql`update health_notifications set due_at = ${next}, begun_at = null, begun_by = null where ${isMine} returning *`;
  const lines = ending.lines.map(storable);
  const index = lines.map((line) => [Math.round(ending.durationMs), 'info', line.length]);
  await sql`
    with touched as (${touch})
    insert into activity_log (run_id, attempt, is_final, outcome, project_id, integration_id, integration_type,
      activity_id, activity_type, activity_state, activity_recorded_at, started_at, duration_ms, http_status, error_name,
      error_message, output, output_index, next_attempt_at, trace_id, worker)
    select t.id, t.attempt, ${isFinal}, ${ending.outcome}, t.project_id, t.integration_id,
      coalesce(i.type, 'health.webhook'), t.activity_id, t.activity_type, 'complete', t.activity_recorded_at,
      ${ending.startedAt}, ${Math.round(ending.durationMs * 1000) / 1000}, ${ending.httpStatus ?? null},
      ${failure === undefined ? null : 'DeliveryError'}, ${failure === undefined ? null : storable(failure)},
      ${lines.join('\n')}, ${JSON.stringify(index)}, ${isFinal ? null : sql`t.due_at`}, ${ending.traceId}, ${sender}
    from touched t left join integrations i on i.id = t.integration_id`.execute(database);
}
