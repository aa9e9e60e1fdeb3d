import type { Tables } from '@upshot/ledger/tables';
import { newId } from '@upshot/shared/id';
import type { HookType } from '@upshot/integrations/registry';
import { sql, type Transaction } from 'kysely';
import type { Finding, FoundChange, KnownState } from './find-changes.ts';
import type { Watched } from './find-watched.ts';
import type { HealthChange, HealthStatus } from './health-change.ts';

interface Row {
  readonly project_id: string;
  readonly subject: string;
  readonly status: HealthStatus;
  readonly since: Date;
  readonly changed_at: Date;
  readonly integration_id: string | null;
  readonly integration_type: HookType | null;
  readonly is_deleted: boolean | null;
}

/**
 * Reads what is known, after forgetting what nobody wants to be told of any more, and what has long been well.
 */
export async function readStates(transaction: Transaction<Tables>): Promise<readonly KnownState[]> {
  await sql`
    /* forget states */ delete from health_states s
    where (s.status = 'ok' and s.changed_at < now() - interval '1 day') or not exists (
      select from integrations i
      where i.project_id = s.project_id and i.deleted_at is null and i.type like 'health.%')`.execute(
    transaction,
  );
  const { rows } = await sql<Row>`
    /* states */ select s.project_id, s.subject, s.status, s.since, s.changed_at, i.id as integration_id,
      i.type as integration_type, i.deleted_at is not null as is_deleted
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
        : { id: row.integration_id, type: row.integration_type },
  }));
}

/** What was bad of an integration that was deleted is over. */
export function judgeDeleted(known: readonly KnownState[]): readonly Finding[] {
  return known
    .filter(({ isDeleted, status }) => isDeleted && status === 'bad')
    .map(({ project, subject, since, integration }) => {
      const kind = subject.startsWith('lanes:') ? 'lanes' : 'integration';
      return { project, subject, kind, status: 'ok', since, integration, isDeleted: true };
    });
}

/** Writes changes, and a notification of each for every health integration of its project. */
export async function writeChanges(
  transaction: Transaction<Tables>,
  watched: Watched,
  changes: readonly FoundChange[],
  now: Date,
): Promise<void> {
  for (const found of changes) {
    const change = { ...found, id: newId(), at: now.toISOString(), since: found.since.toISOString() };
    await writeState(transaction, change);
    await writeNotifications(transaction, watched.get(found.project) ?? [], change);
  }
}

async function writeState(transaction: Transaction<Tables>, change: HealthChange): Promise<void> {
  const { project, subject, kind, status, since, integration } = change;
  const integrationId = kind === 'workers' ? null : (integration?.id ?? null);
  await sql`
    insert into health_states (project_id, subject, integration_id, status, since)
    values (${project}, ${subject}, ${integrationId}, ${status}, ${status === 'bad' ? since : change.at})
    on conflict (project_id, subject) do update
    set status = excluded.status, since = excluded.since, changed_at = now()`.execute(transaction);
}

async function writeNotifications(
  transaction: Transaction<Tables>,
  integrations: readonly string[],
  change: HealthChange,
): Promise<void> {
  const rows = integrations.map((integration) => ({ id: newId(), integration }));
  await sql`
    insert into health_notifications (id, project_id, integration_id, subject, change, activity_id, activity_type)
    select n.id, ${change.project}, n.integration, ${change.subject}, ${JSON.stringify(change)}::jsonb, ${change.id},
      ${`health.${change.kind}`}
    from json_to_recordset(${JSON.stringify(rows)}::json) as n (id text, integration text)`.execute(
    transaction,
  );
}
