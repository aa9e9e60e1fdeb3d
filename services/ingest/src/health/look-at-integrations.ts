import type { Tables } from '@upshot/ledger/tables';
import type { HookType } from '@upshot/integrations/registry';
import type { Outcome } from '@upshot/shared/outcome';
import { sql, type Transaction } from 'kysely';
import type { Finding } from './find-changes.ts';

interface Ending {
  readonly at: string;
  readonly outcome: Outcome;
  readonly name: string | null;
  readonly message: string | null;
}

interface Row {
  readonly project_id: string;
  readonly id: string;
  readonly type: HookType;
  /** The newest first. */
  readonly endings: readonly Ending[];
}

/** How much of an error is told. */
const ERROR_CHARACTERS = 500;

/**
 * Looks at how the last runs of integrations ended, in the order of their activities: so many failures in a row are bad,
 * a success is well. Looks only at those that failed since `from`, found by an index of failures alone, and those known
 * to be bad; so it costs by the number of integrations, whatever succeeds meanwhile. What ended more than a week ago
 * does not count.
 */
export async function lookAtIntegrations(
  transaction: Transaction<Tables>,
  {
    projects,
    from,
    failures,
  }: { readonly projects: readonly string[]; readonly from: Date; readonly failures: number },
): Promise<readonly Finding[]> {
  const { rows } = await sql<Row>`
    /* last outcomes */ with candidate as materialized (
      select i.project_id, i.id, i.type from integrations i cross join lateral (
        select from activity_log l
        where l.integration_id = i.id and l.is_final and l.outcome not in ('succeeded', 'cancelled')
          and l.logged_at > ${from} and l.logged_at < now() + interval '1 minute'
        order by l.logged_at desc
        limit 1
      ) failure
      where i.project_id = any (${projects}) and i.deleted_at is null and i.type in ('script', 'webhook')
      union
      select i.project_id, i.id, i.type from health_states s join integrations i on i.id = s.integration_id
      where s.status = 'bad' and s.subject = 'integration:' || i.id and i.deleted_at is null
    )
    select c.project_id, c.id, c.type, last.endings from candidate c cross join lateral (
      select json_agg(json_build_object('at', e.logged_at, 'outcome', e.outcome, 'name', e.error_name,
        'message', left(e.error_message, ${ERROR_CHARACTERS})) order by e.activity_recorded_at desc, e.seq desc) as endings
      from (
        select l.activity_recorded_at, l.logged_at, l.seq, l.outcome, l.error_name, l.error_message from activity_log l
        where l.integration_id = c.id and l.is_final and l.outcome <> 'cancelled'
          and l.logged_at > now() - interval '7 days' and l.logged_at < now() + interval '1 minute'
        order by l.activity_recorded_at desc, l.seq desc
        limit ${failures}
      ) e
    ) last
    where last.endings is not null`.execute(transaction);
  return rows.map((row) => toFinding(row, failures));
}

function toFinding({ project_id, id, type, endings }: Row, failures: number): Finding {
  const failed = endings.filter(({ outcome }) => outcome !== 'succeeded');
  const [newest] = endings;
  const isBad = failed.length === failures;
  return {
    project: project_id,
    subject: `integration:${id}`,
    kind: 'integration',
    status: isBad ? 'bad' : newest?.outcome === 'succeeded' ? 'ok' : 'unsure',
    since: new Date(endings.at(-1)?.at ?? Date.now()),
    integration: { id, type },
    ...(isBad && newest !== undefined ? { failures, lastError: describeEnding(newest) } : {}),
  };
}

function describeEnding({ outcome, name, message }: Ending): string {
  const error = [name, message].filter((part) => part !== null && part !== '').join(': ');
  return error === '' ? outcome : `${outcome}: ${error}`;
}
