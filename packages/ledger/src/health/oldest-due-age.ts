import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import { oldestDueRuns } from './oldest-due.ts';

/** Reads for how long the oldest due run waits, in milliseconds; 0 when none is due. Those of pauses do not count. */
export async function readOldestDueAge(database: Database): Promise<number> {
  const { rows } = await sql<{ age: number }>`
    /* oldest due age */ with ${oldestDueRuns}
    select coalesce(greatest(0, extract(epoch from now() - min(o.since)) * 1000), 0)::float8 as age
    from oldest o join integrations i on i.id = o.integration_id
    where i.deleted_at is null and i.paused_at is null`.execute(database);
  return rows[0]?.age ?? 0;
}
