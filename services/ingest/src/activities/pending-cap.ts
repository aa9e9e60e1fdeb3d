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

/** How often it is looked while anybody posts: others record and complete, too. */
const EVERY_MS = 5000;

/** How often it is looked at the most, for projects that are near their cap; less often when a look takes long. */
const SOON_MS = 100;
const SOON_PER_MS_OF_LOOKING = 50;

/** What is known of a project. */
interface Known {
  /** How many more runs it might have at the last look. One that was not looked at yet is taken to have none pending. */
  room: number;
  /** How many were recorded since. */
  counted: number;
  /** Since the last look at all projects. */
  hasPosted: boolean;
}

/** Creates the cap of one ingest process. A look is one statement, for however many projects. */
export function createPendingCap({ database, maxPendingRuns }: PendingCapOptions): PendingCap {
  const projects = new Map<string, Known>();
  let isLooking = false;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let lookedAtAllAt = Number.NEGATIVE_INFINITY;
  let soonMs = SOON_MS;

  const knownOf = (projectId: string) => {
    const known = projects.get(projectId) ?? { room: maxPendingRuns, counted: 0, hasPosted: false };
    projects.set(projectId, known);
    return known;
  };
  const leftOf = ({ room, counted }: Known) => room - counted;
  const isNear = (known: Known) => leftOf(known) <= maxPendingRuns / 2;

  /** When a look fails, what was seen before holds, and what was counted since is forgotten: the cap gives way. */
  const look = async (some: readonly [string, Known][]) => {
    isLooking = true;
    const before = some.map(([id, known]) => ({ id, known, counted: known.counted }));
    const ids = some.map(([id]) => id);
    const seen = await findRooms(database, ids, maxPendingRuns).catch(() => undefined);
    for (const { id, known, counted } of before) {
      known.counted -= counted;
      known.room = seen?.rooms.get(id) ?? known.room;
    }
    soonMs = Math.min(Math.max(SOON_MS, (seen?.tookMs ?? EVERY_MS) * SOON_PER_MS_OF_LOOKING), EVERY_MS);
    lookedAt = performance.now();
    isLooking = false;
  };

  const lookAtAll = async () => {
    await look([...projects]);
    lookedAtAllAt = lookedAt;
    for (const [id, known] of projects) {
      if (!known.hasPosted && !isNear(known)) projects.delete(id);
      known.hasPosted = false;
    }
  };

  const lookAgain = (known: Known) => {
    const now = performance.now();
    if (now >= lookedAtAllAt + EVERY_MS) void lookAtAll();
    else if (isNear(known) && now >= lookedAt + soonMs)
      void look([...projects].filter(([, one]) => isNear(one)));
  };

  return {
    require(projectId) {
      if (maxPendingRuns === 0 || projectId.includes('\0')) return;
      const known = knownOf(projectId);
      known.hasPosted = true;
      if (!isLooking) lookAgain(known);
      if (leftOf(known) <= 0) throw refuse(maxPendingRuns, soonMs);
    },
    count(projectId, runs) {
      if (maxPendingRuns > 0 && runs > 0) knownOf(projectId).counted += runs;
    },
  };
}

/**
 * Counts no further than to the cap. What waits for its integration to be resumed is not the workers' to catch up with. Says as
 * well how long PostgreSQL took.
 */
async function findRooms(
  database: Database,
  projectIds: readonly string[],
  maxPendingRuns: number,
): Promise<{ readonly rooms: ReadonlyMap<string, number>; readonly tookMs: number }> {
  const { rows } = await sql<{ id: string; room: number; took_ms: number }>`
    select p.id, (${maxPendingRuns}::bigint - due.count)::int as room,
      extract(epoch from clock_timestamp() - statement_timestamp())::float8 * 1000 as took_ms
    from unnest(${projectIds}::text[]) as p (id),
      lateral (select count(*) from (
        select from pending_runs r
        where r.project_id = p.id and r.due_at <= now()
          and r.integration_id not in (select id from integrations where paused_at is not null)
        limit ${maxPendingRuns}) as known) as due`.execute(database);
  return {
    rooms: new Map(rows.map(({ id, room }) => [id, room])),
    tookMs: Math.max(0, ...rows.map(({ took_ms }) => took_ms)),
  };
}

function refuse(maxPendingRuns: number, againMs: number): Problem {
  const detail = `${maxPendingRuns} runs of this project are due, as many as there may be (the setting UPSHOT_MAX_PENDING_RUNS). Nothing of this request was recorded: send it again when the workers have caught up, or pause or cancel what need not run.`;
  return new Problem('too_many_pending_runs', detail, { retryAfterSeconds: comeAgainAfter(againMs) });
}
