import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { findRemaining } from '@upshot/ledger/runs/backlog';
import { retryAfterWithJitter } from './retry-after.ts';

/** Back-pressure: bounds the backlog of due runs that each project may have. */
export interface BacklogLimit {
  /**
   * Throws the problem `too_many_pending_runs` when the project's backlog is full. It is then admitted as fast as its
   * runs are completed. Never waits: it uses the last count from the database, and the runs recorded since.
   */
  requireCapacity(projectId: string): void;
  /** Counts runs of a project that have just been recorded. */
  count(projectId: string, runs: number): void;
}

export interface BacklogLimitOptions {
  readonly database: Database;
  /** The limit on due runs of one project; 0: no limit. */
  readonly maxPendingRuns: number;
}

/** How often all active projects are counted. */
const EVERY_MS = 5000;

/** How often projects near their limit are counted; less often when a count takes long. */
const SOON_MS = 100;
const SOON_PER_MS_OF_COUNTING = 50;

/** The backlog of a project. */
interface Known {
  /** How many more runs it might have at the last count. A project that was never counted is taken to have none. */
  remaining: number;
  /** Runs recorded since. */
  counted: number;
  /** Since the last count of all projects. */
  hasPosted: boolean;
}

/** Creates the backlog limit of one ingest process. One statement counts any number of projects. */
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

  /** When a count fails, the last one stays and runs recorded since are not counted: the limit fails open. */
  const refresh = async (due: readonly [string, Known][]) => {
    isRefreshing = true;
    const before = due.map(([id, known]) => ({ id, known, counted: known.counted }));
    const ids = due.map(([id]) => id);
    const seen = await findRemaining(database, ids, maxPendingRuns).catch(() => undefined);
    for (const { id, known, counted } of before) {
      known.counted -= counted;
      known.remaining = seen?.remaining.get(id) ?? known.remaining;
    }
    soonMs = Math.min(Math.max(SOON_MS, (seen?.tookMs ?? EVERY_MS) * SOON_PER_MS_OF_COUNTING), EVERY_MS);
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
      void refresh([...projects].filter(([, known]) => isNear(known)));
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

function refuse(maxPendingRuns: number, againMs: number): Problem {
  const detail =
    `${maxPendingRuns} runs of this project are due, which is the limit (UPSHOT_MAX_PENDING_RUNS). ` +
    'Nothing of this request was recorded. Send it again when workers have caught up, or pause or cancel runs.';
  return new Problem('too_many_pending_runs', detail, { retryAfterSeconds: retryAfterWithJitter(againMs) });
}
