import type { Database } from '@upshot/shared/database/connect';
import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import { comeAgainAfter } from '../come-again.ts';

/** Keeps what a project has pending from growing without end while its workers do not catch up. */
export interface PendingCap {
  /**
   * Throws the problem `too_many_pending_runs` when the project had more due runs than it may have at the last look, a few
   * seconds ago. Never waits.
   */
  require(projectId: string): void;
}

export interface PendingCapOptions {
  readonly database: Database;
  /** How many due runs a project may have; 0: any number. */
  readonly maxPendingRuns: number;
  readonly everyMs?: number;
}

const EVERY_MS = 5000;

/** Creates the cap of one ingest process. One statement looks after all projects that have posted since the last one. */
export function createPendingCap({
  database,
  maxPendingRuns,
  everyMs = EVERY_MS,
}: PendingCapOptions): PendingCap {
  const posting = new Set<string>();
  let over: ReadonlySet<string> = new Set();
  let nextLookAt = 0;
  let isLooking = false;

  const look = async () => {
    isLooking = true;
    const projectIds = [...new Set([...posting, ...over])];
    posting.clear();
    over = await findOver(database, projectIds, maxPendingRuns).catch(() => over);
    nextLookAt = performance.now() + everyMs;
    isLooking = false;
  };

  return {
    require(projectId) {
      if (maxPendingRuns === 0 || projectId.includes('\0')) return;
      posting.add(projectId);
      if (!isLooking && performance.now() >= nextLookAt) void look();
      if (over.has(projectId)) throw refuse(maxPendingRuns, everyMs);
    },
  };
}

/** Counts no further than to the cap. What waits for its integration to be resumed is not the workers' to catch up with. */
async function findOver(
  database: Database,
  projectIds: readonly string[],
  maxPendingRuns: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select p.id from unnest(${projectIds}::text[]) as p (id)
    where exists (
      select from pending_runs r
      where r.project_id = p.id and r.due_at <= now()
        and r.integration_id not in (select id from integrations where paused_at is not null)
      offset ${maxPendingRuns})`.execute(database);
  return new Set(rows.map(({ id }) => id));
}

function refuse(maxPendingRuns: number, everyMs: number): Problem {
  const detail = `More than ${maxPendingRuns} runs of this project are due (the setting UPSHOT_MAX_PENDING_RUNS). Nothing of this request was recorded: send it again when the workers have caught up, or pause or cancel what need not run.`;
  return new Problem('too_many_pending_runs', detail, { retryAfterSeconds: comeAgainAfter(everyMs) });
}
