import type { HealthChange } from '@upshot/shared/health/change';
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** A notification that a version before 0.2 wrote and did not send. */
export interface LeftNotification {
  readonly id: string;
  readonly integration_id: string;
  readonly change: HealthChange;
  readonly attempt: number;
  /** An attempt of a process that died. */
  readonly begun_at: Date | null;
  readonly begun_by: string | null;
  readonly due_at: string;
}

/** After so long an attempt under way counts as lost with its process. */
const LEASE_SECONDS = 60;

/**
 * Removes notifications of the former delivery from their table and returns them, all of a change together: none while
 * an attempt of the change is under way.
 */
export async function takeLeftNotifications(
  transaction: Transaction<Tables>,
): Promise<readonly LeftNotification[]> {
  const { rows } = await sql<LeftNotification>`
    /* left notifications */ with left_over as (
      select seq from health_notifications n
      where not exists (
        select from health_notifications o
        where o.activity_id = n.activity_id and o.begun_at >= now() - make_interval(secs => ${LEASE_SECONDS}))
      for update skip locked
    )
    delete from health_notifications n using left_over l where n.seq = l.seq
    returning n.id, n.integration_id, n.change, n.attempt, n.begun_at, n.begun_by, n.due_at::text`.execute(
    transaction,
  );
  return rows;
}

/** Continues the attempts of a notification in its run. */
export async function continueAttempts(
  transaction: Transaction<Tables>,
  { id, attempt, begun_at, begun_by, due_at }: LeftNotification,
): Promise<void> {
  await transaction
    .updateTable('pending_runs')
    .set({ attempt, begun_at, begun_by, due_at })
    .where('id', '=', id)
    .execute();
}
