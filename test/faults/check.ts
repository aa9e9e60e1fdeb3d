import { Client } from 'pg';
import type { Fleet } from './fleet-model.ts';

/** What a campaign left behind, and every way in which a promise was broken: no list has an entry when all are kept. */
export interface Findings {
  readonly acknowledged: number;
  readonly recorded: number;
  readonly runs: number;
  readonly interrupted: number;
  /** Runs that still wait for an outcome. */
  readonly pending: number;
  readonly repeatedDeliveries: number;
  readonly broken: Readonly<Record<string, readonly string[]>>;
}

export interface CheckOptions {
  /** Whether anything happened that may cut an attempt short. */
  readonly mayInterrupt: boolean;
}

/** Compares what producers were told and what receivers got with the ledger. Nothing may be pending any more. */
export async function check(
  fleet: Pick<Fleet, 'databaseUrl' | 'acknowledged' | 'received'>,
  { mayInterrupt }: CheckOptions,
): Promise<Findings> {
  const client = new Client(fleet.databaseUrl);
  await client.connect();
  try {
    return await compare(client, await fleet.acknowledged(), await fleet.received(), mayInterrupt);
  } finally {
    await client.end();
  }
}

async function compare(
  client: Client,
  acknowledged: readonly string[],
  received: readonly (readonly string[])[],
  mayInterrupt: boolean,
): Promise<Findings> {
  const ids = async (statement: string, values: readonly unknown[] = []): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(statement, [...values]);
    return rows.map(({ id }) => id);
  };
  const count = async (statement: string): Promise<number> => (await ids(statement)).map(Number)[0] ?? 0;
  const delivered = received.flatMap(([kind, id = '']) => (kind === 'webhook' ? [id] : []));
  const accepted = received.flatMap(([kind, id = '', status]) =>
    kind === 'webhook' && status === '200' ? [id] : [],
  );
  const acceptedTwice = [...countValues(accepted)].filter(([, times]) => times > 1).map(([id]) => id);
  return {
    acknowledged: acknowledged.length,
    recorded: await count('select count(*) as id from activities'),
    runs: await count('select count(distinct run_id) as id from activity_log'),
    pending: await count('select count(*) as id from pending_runs'),
    interrupted: await count(`select count(*) as id from activity_log where outcome = 'interrupted'`),
    repeatedDeliveries: acceptedTwice.length,
    broken: {
      'acknowledged and not recorded': await ids(
        `select id from unnest($1::text[]) as id
         where not exists (select from activities a where a.id = id.id)`,
        [acknowledged],
      ),
      'recorded twice': await ids('select id from activities group by id, state having count(*) > 1'),
      'no final outcome for an integration': await ids(
        `select a.id || ' ' || i.id as id from activities a cross join integrations i
         where i.type not like 'health.%' and not exists (select from activity_log l
           where l.activity_id = a.id and l.integration_id = i.id and l.is_final)`,
      ),
      'two runs of an integration for an activity': await ids(
        `select activity_id || ' ' || integration_id as id from activity_log
         group by activity_id, integration_id having count(distinct run_id) > 1`,
      ),
      'more than one final outcome': await ids(
        'select run_id as id from activity_log where is_final group by run_id having count(*) > 1',
      ),
      'attempts with gaps or twice': await ids(
        `select run_id || ': ' || string_agg(attempt || ' ' || outcome, ', ' order by attempt, logged_at) as id
         from activity_log group by run_id
         having min(attempt) <> 1 or max(attempt) <> count(*) or count(distinct attempt) <> count(*)`,
      ),
      'a script that did not succeed': await ids(
        `select run_id || ' ' || outcome as id from activity_log
         where is_final and integration_type = 'script' and outcome <> 'succeeded'`,
      ),
      'an attempt cut short although no worker was': mayInterrupt
        ? []
        : await ids(`select run_id as id from activity_log where outcome in ('interrupted', 'crashed')`),
      'a retry that is due at another time than it should be': await ids(
        `select run_id || ' ' || (next_attempt_at - logged_at)::text as id from activity_log
         where next_attempt_at not between logged_at - interval '1 minute' and logged_at + interval '1 minute'`,
      ),
      'a counter that is not exact': await ids(
        `select coalesce(s.value, 'nothing') || ' instead of ' || c.runs as id
         from (select integration_id, count(*) as runs, count(distinct output) as numbers from activity_log
               where is_final
                 and integration_id = (select id from integrations where type = 'script' order by created_at limit 1)
               group by integration_id) c
         left join storage s on s.integration_id = c.integration_id
         where s.value is distinct from c.runs::text or c.numbers <> c.runs`,
      ),
      'a webhook that never arrived': await ids(
        `select run_id as id from activity_log
         where integration_type = 'webhook' and is_final and outcome = 'succeeded' and run_id <> all ($1::text[])`,
        [accepted],
      ),
      'a webhook with an id that no run has': await ids(
        `select distinct id from unnest($1::text[]) as id
         where not exists (select from activity_log l where l.run_id = id.id)`,
        [delivered],
      ),
      'a delivery accepted twice without a death in between': await ids(
        `select id from unnest($1::text[]) as id
         where not exists (select from activity_log l where l.run_id = id.id and not l.is_final)`,
        [acceptedTwice],
      ),
    },
  };
}

function countValues(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The promises that were broken, each with how often and an example. */
export function brokenPromises({ broken }: Findings): readonly string[] {
  return Object.entries(broken)
    .filter(([, cases]) => cases.length > 0)
    .map(([promise, cases]) => `${promise}: ${cases.length}, such as ${cases[0] ?? ''}`);
}
