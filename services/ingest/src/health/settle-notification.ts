import type { Database } from '@upshot/ledger/connect';
import { insertEntries, type EntryExpressions } from '@upshot/ledger/log/entry';
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
  const { retryAfterMs, sender } = ending;
  const isMine = sql`seq = ${seq} and attempt = ${attempt} and begun_by = ${sender}`;
  const isFinal = retryAfterMs === undefined;
  const next = sql`now() + ${retryAfterMs ?? 0} * interval '1 ms'`;
  const touch = isFinal
    ? sql`delete from health_notifications where ${isMine} returning *`
    : sql`update health_notifications set due_at = ${next}, begun_at = null, begun_by = null where ${isMine} returning *`;
  await sql`
    with touched as (${touch})
    ${insertEntries(describeEnding(ending))}
    from touched t left join integrations i on i.id = t.integration_id`.execute(database);
}

/** The entry of an attempt that has ended: `t` is the notification, `i` its integration. */
function describeEnding({
  durationMs,
  failure,
  retryAfterMs,
  ...ending
}: NotificationEnding): EntryExpressions {
  const lines = ending.lines.map(storable);
  const index = lines.map((line) => [Math.round(durationMs), 'info', line.length]);
  return {
    run_id: sql`t.id`,
    attempt: sql`t.attempt`,
    is_final: sql`${retryAfterMs === undefined}`,
    outcome: sql`${ending.outcome}`,
    project_id: sql`t.project_id`,
    integration_id: sql`t.integration_id`,
    integration_type: sql`coalesce(i.type, 'health.webhook')`,
    activity_id: sql`t.activity_id`,
    activity_type: sql`t.activity_type`,
    activity_state: sql`'complete'`,
    activity_recorded_at: sql`t.activity_recorded_at`,
    started_at: sql`${ending.startedAt}`,
    duration_ms: sql`${Math.round(durationMs * 1000) / 1000}`,
    http_status: sql`${ending.httpStatus ?? null}`,
    error_name: sql`${failure === undefined ? null : 'DeliveryError'}`,
    error_message: sql`${failure === undefined ? null : storable(failure)}`,
    output: sql`${lines.join('\n')}`,
    output_index: sql`${JSON.stringify(index)}`,
    next_attempt_at: retryAfterMs === undefined ? sql`null` : sql`t.due_at`,
    trace_id: sql`${ending.traceId}`,
    worker: sql`${ending.sender}`,
  };
}
