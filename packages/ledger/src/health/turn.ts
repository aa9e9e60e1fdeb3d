import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/** The right to check the health of the system once. */
export interface CheckTurn {
  readonly now: Date;
  /** When the last check was. */
  readonly checkedAt: Date;
}

/**
 * Takes the turn to check for the length of the transaction; undefined when another process holds it, or had it less
 * than `everyMs` ago.
 */
export async function takeCheckTurn(
  transaction: Transaction<Tables>,
  everyMs: number,
): Promise<CheckTurn | undefined> {
  const { rows } = await sql<{ now: Date; checked_at: Date }>`
    /* take health turn */ with turn as (
      select greatest(looked_at, now() - interval '1 day') as looked_at from health_monitor
      where looked_at <= now() - ${everyMs} * interval '1 ms' or looked_at > now()
      for update skip locked
    )
    update health_monitor set looked_at = now() from turn
    returning now() as now, least(turn.looked_at, now()) as checked_at`.execute(transaction);
  const [row] = rows;
  return row === undefined ? undefined : { now: row.now, checkedAt: row.checked_at };
}
