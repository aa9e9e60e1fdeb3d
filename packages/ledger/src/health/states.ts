import type { HealthChange, HealthDetails, HealthStatus } from '@upshot/shared/health/change';
import { sql, type Transaction } from 'kysely';
import type { HealthStateRow, Tables } from '../tables.ts';
import { isTold } from './silent-recipients.ts';

/** The state of a subject as of an earlier check. */
export interface KnownState {
  readonly project: string;
  readonly subject: string;
  readonly status: HealthStatus;
  readonly since: Date;
  readonly changedAt: Date;
  /** The integration it is about; it may be deleted by now. */
  readonly integration?: HealthDetails['integration'];
  readonly isDeleted?: boolean;
}

interface Row extends HealthStateRow {
  readonly integration_name: string | null;
  readonly integration_type: string | null;
  readonly is_deleted: boolean | null;
}

/** Reads the known states, after deleting those of projects that are not monitored and those long well. */
export async function readStates(
  transaction: Transaction<Tables>,
  silentRecipients: readonly string[],
): Promise<readonly KnownState[]> {
  await sql`
    /* forget states */ delete from health_states s
    where (s.status = 'ok' and s.changed_at < now() - interval '1 day') or not exists (
      select from integrations i
      where i.project_id = s.project_id and i.deleted_at is null and i.type like 'health.%'
        and ${isTold(silentRecipients)})`.execute(transaction);
  const { rows } = await sql<Row>`
    /* states */ select s.project_id, s.subject, s.status, s.since, s.changed_at, i.id as integration_id,
      i.name as integration_name, i.type as integration_type, i.deleted_at is not null as is_deleted
    from health_states s left join integrations i on i.id = s.integration_id`.execute(transaction);
  return rows.map((row) => ({
    project: row.project_id,
    subject: row.subject,
    status: row.status,
    since: row.since,
    changedAt: row.changed_at,
    isDeleted: row.integration_id !== null && row.is_deleted === true,
    integration:
      row.integration_id === null || row.integration_type === null
        ? undefined
        : { id: row.integration_id, name: row.integration_name ?? undefined, type: row.integration_type },
  }));
}

/** Writes the new state of a subject. */
export async function writeState(transaction: Transaction<Tables>, change: HealthChange): Promise<void> {
  const { project, subject, kind, status, since, integration } = change;
  const integrationId = kind === 'workers' ? null : (integration?.id ?? null);
  await sql`
    insert into health_states (project_id, subject, integration_id, status, since)
    values (${project}, ${subject}, ${integrationId}, ${status}, ${status === 'bad' ? since : change.at})
    on conflict (project_id, subject) do update
    set status = excluded.status, since = excluded.since, changed_at = now()`.execute(transaction);
}
