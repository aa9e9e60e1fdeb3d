import { sql, type Transaction } from 'kysely';
import type { Database } from '../connect.ts';
import { isPaused } from '../integrations/is-paused.ts';
import type { PendingRun, Tables } from '../tables.ts';
import { isLimited } from './limited-until.ts';

/** Any number that no other advisory lock of this database uses. */
const RELAY_LOCK = 7_370_001;

/** A lane that was claimed moments ago is being worked on: its worker requeues it when it has more runs. */
const GRACE_SECONDS = 3;

/** Where a search begins, and how much it finds. */
export interface Search {
  /** It begins behind this lane, and goes on from the first one when it has come to the last. */
  readonly after?: string;
  readonly max?: number;
  /** A retry that lies further ahead is due: the clock of the ledger was turned back after it was given its time. */
  readonly longestRetryMs: number;
}

/**
 * Finds lanes with due runs in the ledger: those whose wake-up was lost (ingest or Redis died), whose worker died, and
 * whose retry has come due. One worker at a time searches. The search jumps from lane to lane along an index, so it
 * costs by the number of lanes, not by the number of runs. Lanes of a paused integration are skipped, and those
 * that wait for their rate limit. Lanes of a
 * deleted one are found, so that their runs are cancelled. Undefined when another worker is searching.
 */
export async function findDueLanes(
  database: Database,
  { after = '', max = 1000, longestRetryMs }: Search,
): Promise<readonly string[] | undefined> {
  return await database.transaction().execute(async (transaction) => {
    const { rows: locked } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(${RELAY_LOCK}) as locked`.execute(transaction);
    if (locked[0]?.locked !== true) return undefined;
    const behind = await searchBetween(transaction, { after, until: null, max, longestRetryMs });
    if (after === '' || behind.length === max) return behind;
    const rest = { after: '', until: after, max: max - behind.length, longestRetryMs };
    const before = await searchBetween(transaction, rest);
    return [...behind, ...before];
  });
}

/** Each lane is probed by a subquery of its own, so that each probe is an index lookup however many lanes there are. */
async function searchBetween(
  transaction: Transaction<Tables>,
  { after, until, max, longestRetryMs }: Required<Search> & { readonly until: string | null },
): Promise<readonly string[]> {
  const { rows } = await sql<Pick<PendingRun, 'lane'>>`
    /* find due lanes */ with recursive waiting as (
      (select lane from pending_runs where lane > ${after} order by lane limit 1)
      union all
      select (select p.lane from pending_runs p where p.lane > w.lane order by p.lane limit 1)
      from waiting w where w.lane < ${until} or ${until}::text is null and w.lane is not null
    )
    select w.lane from waiting w
      cross join lateral (
        (select 1 from pending_runs p where p.lane = w.lane and p.due_at <= now() limit 1)
        union all
        (select 1 from pending_runs p
          where p.lane = w.lane and p.due_at > now() + ${longestRetryMs} * interval '1 ms' limit 1)
        limit 1
      ) due
      left join lateral (select claimed_at, limited_until from lanes where id = w.lane limit 1) l on true
    where (w.lane <= ${until} or ${until}::text is null)
      and (l.claimed_at is null or l.claimed_at not between now() - make_interval(secs => ${GRACE_SECONDS}) and now())
      and ${isLimited(sql.ref('l.limited_until'))} is not true
      and not ${isPaused(sql`split_part(w.lane, '.', 1)`)}
    limit ${max}`.execute(transaction);
  return rows.map(({ lane }) => lane);
}
