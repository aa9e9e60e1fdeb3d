import type { Database } from '@upshot/shared/database/connect';
import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import { comeAgainAfter } from '../come-again.ts';

/** Keeps what a project has pending from growing without end while its workers do not catch up. */
export interface PendingCap {
  /**
   * Throws the problem `too_many_pending_runs` when the project has as many due runs as it may have. Once it has, it is let in
   * as fast as its runs are completed. Never waits: what is known is from the last look, and what was counted since.
   */
  require(projectId: string): void;
  /** Counts runs of a project that have just been recorded. */
  count(projectId: string, runs: number): void;
}

export interface PendingCapOptions {
  readonly database: Database;
  /** How many due runs a project may have; 0: any number. */
  readonly maxPendingRuns: number;
}

/** How often it is looked at least while anybody posts: others record and complete, too. */
const EVERY_MS = 5000;

/** How often it is looked at the most, for a project that is near its cap. */
const SOON_MS = 250;

/** Looks take no more than this part of the time of a connection: to count 250,000 runs takes 0.09 s. */
const SHARE = 1 / 50;

/** Creates the cap of one ingest process. One statement looks after all projects that have posted since the last one. */
export function createPendingCap({ database, maxPendingRuns }: PendingCapOptions): PendingCap {
  /** How many more runs of each project may be recorded. One that is not known yet is taken to have none pending. */
  let rooms = new Map<string, number>();
  const posting = new Set<string>();
  let isLooking = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let soonMs = SOON_MS;

  const roomOf = (projectId: string) => rooms.get(projectId) ?? maxPendingRuns;
  const isNear = (projectId: string) => roomOf(projectId) <= maxPendingRuns / 2;

  const look = async () => {
    isLooking = true;
    lookedAt = performance.now();
    const projectIds = new Set([...posting, ...[...rooms.keys()].filter(isNear)]);
    posting.clear();
    const before = rooms;
    rooms = new Map(before);
    const seen = await findRooms(database, [...projectIds], maxPendingRuns).catch(() => before);
    const countedMeanwhile = (id: string) => (before.get(id) ?? maxPendingRuns) - roomOf(id);
    rooms = new Map(Array.from(seen, ([id, room]) => [id, room - countedMeanwhile(id)]));
    soonMs = Math.max(SOON_MS, (performance.now() - lookedAt) / SHARE);
    isLooking = false;
  };

  return {
    require(projectId) {
      if (maxPendingRuns === 0 || projectId.includes('\0')) return;
      posting.add(projectId);
      const everyMs = isNear(projectId) ? Math.min(soonMs, EVERY_MS) : EVERY_MS;
      if (!isLooking && performance.now() >= lookedAt + everyMs) void look();
      if (roomOf(projectId) <= 0) throw refuse(maxPendingRuns);
    },
    count(projectId, runs) {
      if (maxPendingRuns > 0 && runs > 0) rooms.set(projectId, roomOf(projectId) - runs);
    },
  };
}

/** Counts no further than to the cap. What waits for its integration to be resumed is not the workers' to catch up with. */
async function findRooms(
  database: Database,
  projectIds: readonly string[],
  maxPendingRuns: number,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; room: number }>`
    select p.id, (${maxPendingRuns}::bigint - due.count)::int as room
    from unnest(${projectIds}::text[]) as p (id),
      lateral (select count(*) from (
        select from pending_runs r
        where r.project_id = p.id and r.due_at <= now()
          and r.integration_id not in (select id from integrations where paused_at is not null)
        limit ${maxPendingRuns}) as known) as due`.execute(database);
  return new Map(rows.map(({ id, room }) => [id, room]));
}

function refuse(maxPendingRuns: number): Problem {
  const detail = `${maxPendingRuns} runs of this project are due, as many as there may be (the setting UPSHOT_MAX_PENDING_RUNS). Nothing of this request was recorded: send it again when the workers have caught up, or pause or cancel what need not run.`;
  return new Problem('too_many_pending_runs', detail, { retryAfterSeconds: comeAgainAfter(1000) });
}
