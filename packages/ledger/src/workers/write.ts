import { sql } from 'kysely';
import type { Database } from '../connect.ts';

/** What a worker reports about itself. */
export interface WorkerReport {
  /** The name it has in the log. */
  readonly id: string;
  readonly version: string;
  readonly lanes: number;
  /** How long ago it started, and last claimed a lane; ages, so that only PostgreSQL's clock matters. */
  readonly startedMsAgo: number;
  readonly claimedMsAgo: number | undefined;
  /** The kernel's barrier around its slots; undefined until the first slot is ready. */
  readonly barrier: { readonly seccomp: boolean; readonly landlock: number } | undefined;
  readonly egressAllow: readonly string[];
  readonly canMail: boolean;
}

/** Writes what a worker reports, and deletes workers that have not reported for a day. */
export async function reportWorker(database: Database, report: WorkerReport): Promise<void> {
  const { id, version, lanes, startedMsAgo, claimedMsAgo, barrier, egressAllow, canMail } = report;
  await sql`
    /* prepared: report worker */ with gone as (
      delete from workers where seen_at < now() - interval '1 day' and id <> ${id}
    )
    insert into workers (id, version, lanes, started_at, claimed_at, seccomp, landlock, egress_allow, can_mail)
    values (${id}, ${version}, ${lanes}, now() - ${startedMsAgo}::float8 * interval '1 ms',
      now() - ${claimedMsAgo ?? null}::float8 * interval '1 ms', ${barrier?.seccomp ?? null},
      ${barrier?.landlock ?? null}, ${[...egressAllow]}::text[], ${canMail})
    on conflict (id) do update set seen_at = now(), claimed_at = excluded.claimed_at, seccomp = excluded.seccomp,
      landlock = excluded.landlock`.execute(database);
}

/** Deletes a worker that ends. */
export async function removeWorker(database: Database, id: string): Promise<void> {
  await database.deleteFrom('workers').where('id', '=', id).execute();
}
