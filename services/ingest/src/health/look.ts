import type { Database } from '@upshot/ledger/connect';
import type { Tables } from '@upshot/ledger/tables';
import { sql, type Transaction } from 'kysely';
import { findChanges, type Finding, type KnownState } from './find-changes.ts';
import { findWatched } from './find-watched.ts';
import { classifyLanes, classifyWorkers } from './classify-lanes.ts';
import { lookAtIntegrations } from './look-at-integrations.ts';
import { isAnyoneClaiming, lookAtLanes } from './look-at-lanes.ts';
import { lookAtPauses } from './look-at-pauses.ts';
import { judgeDeleted, readStates, writeChanges } from './states.ts';

/** What is bad, and how often it is looked for. Times are milliseconds. */
export interface HealthLimits {
  readonly everyMs: number;
  readonly failures: number;
  readonly behindMs: number;
  readonly workersMs: number;
  readonly holdMs: number;
}

/** An outcome may be committed that much later than its time says. */
const COMMIT_MS = 60_000;

/**
 * Looks once whether anything became bad or well again, unless another ingest has just done so or is doing it. States
 * and notifications are one transaction. Returns how many changes there were.
 */
export async function look(database: Database, limits: HealthLimits): Promise<number> {
  return await database.transaction().execute(async (transaction) => {
    const turn = await takeTurn(transaction, limits.everyMs);
    if (turn === undefined) return 0;
    const watched = await findWatched(transaction);
    const known = await readStates(transaction);
    if (watched.size === 0) return 0;
    const projects = [...watched.keys()];
    const findings = await findAll(transaction, projects, known, { ...limits, ...turn });
    const changes = findChanges(findings, known, { now: turn.now, holdMs: limits.holdMs });
    await writeChanges(transaction, watched, changes, turn.now);
    return changes.length;
  });
}

interface Turn {
  readonly now: Date;
  /** When it was last looked. */
  readonly lookedAt: Date;
}

/** The one row is claimed for the transaction; who comes while it is, or too early, has no turn. */
async function takeTurn(transaction: Transaction<Tables>, everyMs: number): Promise<Turn | undefined> {
  const { rows } = await sql<{ now: Date; looked_at: Date }>`
    /* take health turn */ with turn as (
      select greatest(looked_at, now() - interval '1 day') as looked_at from health_monitor
      where looked_at <= now() - ${everyMs} * interval '1 ms' or looked_at > now()
      for update skip locked
    )
    update health_monitor set looked_at = now() from turn
    returning now() as now, least(turn.looked_at, now()) as looked_at`.execute(transaction);
  const [row] = rows;
  return row === undefined ? undefined : { now: row.now, lookedAt: row.looked_at };
}

async function findAll(
  transaction: Transaction<Tables>,
  projects: readonly string[],
  known: readonly KnownState[],
  limits: HealthLimits & Turn,
): Promise<readonly Finding[]> {
  const { lookedAt, holdMs, failures, behindMs, workersMs, now } = limits;
  const from = new Date(lookedAt.getTime() - COMMIT_MS - holdMs);
  const integrations = await lookAtIntegrations(transaction, { projects, from, failures });
  const waiting = await lookAtLanes(transaction, { projects, behindMs });
  const isDoubtful = waiting.some(({ since }) => now.getTime() - since.getTime() > workersMs);
  const isClaiming = !isDoubtful || (await isAnyoneClaiming(transaction, workersMs));
  const workers = classifyWorkers(projects, waiting, isClaiming, limits);
  const withoutWorkers = new Set(
    workers.filter(({ status }) => status === 'bad').map(({ project }) => project),
  );
  const deleted = judgeDeleted(known);
  const gone = new Set(deleted.map(({ subject }) => subject));
  const pauses = await lookAtPauses(transaction, projects, known);
  const live = [...integrations, ...pauses, ...classifyLanes(waiting, known, withoutWorkers, limits)];
  return [...live.filter(({ subject }) => !gone.has(subject)), ...workers, ...deleted];
}
