import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import { retryAfterWithJitter } from './retry-after.ts';

/** Keeps what a project has pending from growing without end while its workers do not catch up. */
export interface BacklogLimit {
  /**
   * Throws the problem `too_many_pending_runs` when the project has as many due runs as it may have. Once it has, it is let in
   * as fast as its runs are completed. Never waits: what is known is from the last look, and what was counted since.
   */
  requireCapacity(projectId: string): void;
  /** Counts runs of a project that have just been recorded. */
  count(projectId: string, runs: number): void;
}

export interface BacklogLimitOptions {
  readonly database: Database;
  /** How many due runs a project may have; 0: any number. */
  readonly maxPendingRuns: number;
}

/** How often it is looked while anybody posts: others record and complete, too. */
const EVERY_MS = 5000;

/** How often it is looked at the most, for projects that are near their limit; less often when a look takes long. */
const SOON_MS = 100;
const SOON_PER_MS_OF_LOOKING = 50;

/** What is known of a project. */
interface Known {
  /** How many more runs it might have at the last look. One that was not looked at yet is taken to have none pending. */
  remaining: number;
  /** How many were recorded since. */
  counted: number;
  /** Since the last look at all projects. */
  hasPosted: boolean;
}

/** Creates the cap of one ingest process. A look is one statement, for however many projects. */
export function createBacklogLimit({ database, maxPendingRuns }: BacklogLimitOptions): BacklogLimit {
  const projects = new Map<string, Known>();
  let isRefreshing = false;
  let refreshedAt = Number.NEGATIVE_INFINITY;
  let refreshedAllAt = Number.NEGATIVE_INFINITY;
  let soonMs = SOON_MS;

  const knownOf = (projectId: string) => {
    const known = projects.get(projectId) ?? { remaining: maxPendingRuns, counted: 0, hasPosted: false };
    projects.set(projectId, known);
    return known;
  };
  const leftOf = ({ remaining, counted }: Known) => remaining - counted;
  const isNear = (known: Known) => leftOf(known) <= maxPendingRuns / 2;

  /** When a look fails, what was seen before holds, and what was counted since is forgotten: the cap gives way. */
  const refresh = async (some: readonly [string, Known][]) => {
    isRefreshing = true;
    const before = some.map(([id, known]) => ({ id, known, counted: known.counted }));
    const ids = some.map(([id]) => id);
    const seen = await findRemaining(database, ids, maxPendingRuns).catch(() => undefined);
    for (const { id, known, counted } of before) {
      known.counted -= counted;
      known.remaining = seen?.remaining.get(id) ?? known.remaining;
    }
    soonMs = Math.min(Math.max(SOON_MS, (seen?.tookMs ?? EVERY_MS) * SOON_PER_MS_OF_LOOKING), EVERY_MS);
    refreshedAt = performance.now();
    isRefreshing = false;
  };

  const refreshAll = async () => {
    await refresh([...projects]);
    refreshedAllAt = refreshedAt;
    for (const [id, known] of projects) {
      if (!known.hasPosted && !isNear(known)) projects.delete(id);
      known.hasPosted = false;
    }
  };

  const refreshIfStale = (known: Known) => {
    const now = performance.now();
    if (now >= refreshedAllAt + EVERY_MS) void refreshAll();
    else if (isNear(known) && now >= refreshedAt + soonMs)
      void refresh([...projects].filter(([, one]) => isNear(one)));
  };

  return {
    requireCapacity(projectId) {
      if (maxPendingRuns === 0 || projectId.includes('\0')) return;
      const known = knownOf(projectId);
      known.hasPosted = true;
      if (!isRefreshing) refreshIfStale(known);
      if (leftOf(known) <= 0) throw refuse(maxPendingRuns, soonMs);
    },
    count(projectId, runs) {
      if (maxPendingRuns > 0 && runs > 0) knownOf(projectId).counted += runs;
    },
  };
}

/**
 * Counts no further than to the limit. What waits for its integration to be resumed is not the workers' to catch up with. Says as
 * well how long PostgreSQL took.
 */
async function findRemaining(
  database: Database,
  projectIds: readonly string[],
  maxPendingRuns: number,
): Promise<{ readonly remaining: ReadonlyMap<string, number>; readonly tookMs: number }> {
  const { rows } = await sql<{ id: string; remaining: number; took_ms: number }>`
    select p.id, (${maxPendingRuns}::bigint - due.count)::int as remaining,
      extract(epoch from clock_timestamp() - statement_timestamp())::float8 * 1000 as took_ms
    from unnest(${projectIds}::text[]) as p (id),
      lateral (select count(*) from (
        select from pending_runs r
        where r.project_id = p.id and r.due_at <= now()
          and r.integration_id not in (select id from integrations where paused_at is not null)
        limit ${maxPendingRuns}) as known) as due`.execute(database);
  return {
    remaining: new Map(rows.map(({ id, remaining }) => [id, remaining])),
    tookMs: Math.max(0, ...rows.map(({ took_ms }) => took_ms)),
  };
}

function refuse(maxPendingRuns: number, againMs: number): Problem {
  const detail = `${maxPendingRuns} runs of this project are due, as many as there may be (the setting UPSHOT_MAX_PENDING_RUNS). Nothing of this request was recorded: send it again when the workers have caught up, or pause or cancel what need not run.`;
  return new Problem('too_many_pending_runs', detail, { retryAfterSeconds: retryAfterWithJitter(againMs) });
}
