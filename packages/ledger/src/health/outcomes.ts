import type { Outcome } from '@upshot/shared/outcome';
import { sql, type Transaction } from 'kysely';
import type { Integration, Tables } from '../tables.ts';

/** The end of a run. */
export interface Ending {
  readonly at: string;
  readonly outcome: Outcome;
  readonly name: string | null;
  readonly message: string | null;
}

/** The last runs of an integration, the newest first. */
export interface LastOutcomes extends Pick<Integration, 'project_id' | 'id' | 'name' | 'type'> {
  readonly endings: readonly Ending[];
}

/** The integrations to read, since when they may have failed, and how many of their last runs to read. */
export interface OutcomesQuery {
  readonly projects: readonly string[];
  readonly types: readonly string[];
  readonly from: Date;
  readonly count: number;
}

/** How much of an error is read. */
const ERROR_CHARACTERS = 500;

/**
 * Reads the outcomes of the last runs of integrations, in the order of their activities. Reads only integrations that
 * failed since `from`, along an index of failures, and those known to be bad: it costs by the number of integrations.
 * Runs that ended more than a week ago do not count.
 */
export async function readLastOutcomes(
  transaction: Transaction<Tables>,
  { projects, types, from, count }: OutcomesQuery,
): Promise<readonly LastOutcomes[]> {
  const { rows } = await sql<LastOutcomes>`
    /* last outcomes */ with candidate as materialized (
      select i.project_id, i.id, i.name, i.type from integrations i cross join lateral (
        select from activity_log l
        where l.integration_id = i.id and l.is_final and l.outcome not in ('succeeded', 'cancelled')
          and l.logged_at > ${from} and l.logged_at < now() + interval '1 minute'
        order by l.logged_at desc
        limit 1
      ) failure
      where i.project_id = any (${projects}) and i.deleted_at is null and i.type = any (${[...types]})
      union
      select i.project_id, i.id, i.name, i.type from health_states s join integrations i on i.id = s.integration_id
      where s.status = 'bad' and s.subject = 'integration:' || i.id and i.deleted_at is null
    )
    select c.project_id, c.id, c.name, c.type, last.endings from candidate c cross join lateral (
      select json_agg(json_build_object('at', e.logged_at, 'outcome', e.outcome, 'name', e.error_name,
        'message', left(e.error_message, ${ERROR_CHARACTERS}))
        order by e.activity_recorded_at desc, e.seq desc) as endings
      from (
        select l.activity_recorded_at, l.logged_at, l.seq, l.outcome, l.error_name, l.error_message from activity_log l
        where l.integration_id = c.id and l.is_final and l.outcome <> 'cancelled'
          and l.logged_at > now() - interval '7 days' and l.logged_at < now() + interval '1 minute'
        order by l.activity_recorded_at desc, l.seq desc
        limit ${count}
      ) e
    ) last
    where last.endings is not null`.execute(transaction);
  return rows;
}
