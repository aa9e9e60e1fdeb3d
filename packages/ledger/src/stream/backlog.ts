import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { StreamCursor } from './cursor.ts';
import { keysAfter, snapshotPart, type StreamKey } from './keys.ts';

/** More than a reader may catch up with: how many events it has to pass over, and the last of them. */
export interface StreamExcess {
  readonly count: number;
  readonly cursor: StreamCursor;
}

/** Finds what a reader at `cursor` has to pass over so that at most `limit` events remain; undefined: nothing. */
export async function findExcess(
  database: Database,
  project: string,
  cursor: StreamCursor,
  limit: number,
): Promise<StreamExcess | undefined> {
  const { rows } = await sql<Pick<StreamKey, 'xid' | 'source' | 'seq'> & { total: number }>`
    with ${snapshotPart}, key as materialized (${keysAfter(project, cursor, sql``)})
    select xid::text, source, seq::text, (select count(*)::int from key) as total
    from key order by key.xid desc, key.source desc, key.seq desc offset ${limit} limit 1`.execute(database);
  const [last] = rows;
  if (last === undefined) return undefined;
  const { xid, source, seq, total } = last;
  return { count: total - limit, cursor: { xid, source, seq, notBeforeMs: cursor.notBeforeMs } };
}
