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
 * Removes notifications of the former delivery from their table and returns them in their order: none of a subject
 * while an attempt for it is under way. An ingest of the version before, which may be claiming one, waits meanwhile.
 */
export async function takeLeftNotifications(
  transaction: Transaction<Tables>,
): Promise<readonly LeftNotification[]> {
  const waiting = await transaction.selectFrom('health_notifications').select('seq').limit(1).execute();
  if (waiting.length === 0) return [];
  await sql`lock table health_notifications in share row exclusive mode`.execute(transaction);
  const { rows } = await sql<LeftNotification>`
    /* left notifications */ with taken as (
      delete from health_notifications n
      where not exists (
        select from health_notifications o
        where o.project_id = n.project_id and o.subject = n.subject
          and o.begun_at >= now() - make_interval(secs => ${LEASE_SECONDS}))
      returning *
    )
    select id, integration_id, change, attempt, begun_at, begun_by, due_at::text from taken order by seq`.execute(
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
