import type { Database } from '@upshot/ledger/connect';
import { insertEntries, type EntryExpressions } from '@upshot/ledger/log/entry';
import type { Integration, Project } from '@upshot/ledger/tables';
import { sql } from 'kysely';
import type { HealthChange } from './health-change.ts';

/** A notification whose next attempt is ours to make. */
export interface ClaimedNotification {
  readonly seq: string;
  readonly id: string;
  readonly project_id: string;
  readonly integration_id: string;
  readonly change: HealthChange;
  readonly attempt: number;
  /** The integration and its project as they are now; null when it was deleted. */
  readonly integration: Integration | null;
  readonly project: Project | null;
}

/** After so long an attempt under way is taken for lost with its ingest. Longer than any attempt can take. */
const LEASE_SECONDS = 60;

/**
 * Claims notifications that are due, each with its next attempt begun. One subject's notifications of an integration
 * are sent in their order: none is claimed before its predecessor has its final outcome. An attempt that somebody
 * began and never ended is logged as `interrupted`.
 */
export async function claimNotifications(
  database: Database,
  sender: string,
  count: number,
): Promise<readonly ClaimedNotification[]> {
  const { rows } = await sql<ClaimedNotification>`
    /* claim notifications */ with due as (
      select n.* from health_notifications n
      where n.due_at <= now() and (n.begun_at is null or n.begun_at < now() - make_interval(secs => ${LEASE_SECONDS}))
        and not exists (
          select from health_notifications e
          where e.integration_id = n.integration_id and e.subject = n.subject and e.seq < n.seq)
      order by n.due_at, n.seq
      limit ${count}
      for update of n skip locked
    ), interrupted as (
      ${insertEntries(interruptedEntry)}
      from due d left join integrations i on i.id = d.integration_id
      where d.begun_at is not null
    ), claimed as (
      update health_notifications n set attempt = n.attempt + 1, begun_at = now(), begun_by = ${sender}
      from due d where n.seq = d.seq
      returning n.*
    )
    select c.seq, c.id, c.project_id, c.integration_id, c.change, c.attempt,
      to_json(i) as integration, to_json(p) as project
    from claimed c
    left join integrations i on i.id = c.integration_id and i.deleted_at is null
    left join projects p on p.id = c.project_id
    order by c.seq`.execute(database);
  return rows.map((row) => ({ ...row, project: row.project === null ? null : withDates(row.project) }));
}

/** Of an attempt that somebody began and never ended: `d` is the notification, `i` its integration. */
const interruptedEntry: EntryExpressions = {
  run_id: sql`d.id`,
  attempt: sql`d.attempt`,
  is_final: sql`false`,
  outcome: sql`'interrupted'`,
  project_id: sql`d.project_id`,
  integration_id: sql`d.integration_id`,
  integration_type: sql`coalesce(i.type, 'health.webhook')`,
  activity_id: sql`d.activity_id`,
  activity_type: sql`d.activity_type`,
  activity_state: sql`'complete'`,
  activity_recorded_at: sql`d.activity_recorded_at`,
  started_at: sql`d.begun_at`,
  error_name: sql`'Interrupted'`,
  error_message: sql`'the ingest that sent it died'`,
  worker: sql`d.begun_by`,
};

/** JSON has no dates. */
function withDates(project: Project): Project {
  const { created_at, updated_at } = project;
  return {
    ...project,
    created_at: new Date(created_at),
    updated_at: updated_at === null ? null : new Date(updated_at),
  };
}
