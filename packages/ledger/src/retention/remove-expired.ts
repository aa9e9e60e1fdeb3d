import type { Database } from '../connect.ts';
import { isLockTimeout, isMissingPrivilege } from '../sqlstate.ts';
import { dropPartition } from './drop-partition.ts';
import { emptyDefault } from './empty-default.ts';
import { listPartitions } from './partitions.ts';
import { planRetention, type RetentionPlan, type RetentionStep } from './plan.ts';
import { longestDays, type RetentionPolicy } from './policy.ts';
import { purge, type Purged } from './purge.ts';
import { readProjectRetention } from './project-retention.ts';
import { compactPartition, trimPartition } from './trim-partition.ts';
import { readTrims } from './trims.ts';

/** What became of a step. `kept`: a pending run needs it. `busy`: a client reads it; the next run tries again. */
export type StepEnd = 'dropped' | 'trimmed' | 'kept' | 'busy';

export interface RemovedStep {
  readonly step: RetentionStep;
  readonly end: StepEnd;
  readonly rows: number;
}

export interface Removal {
  readonly plan: RetentionPlan;
  readonly steps: readonly RemovedStep[];
  readonly purged: Purged;
  /** What all daily partitions take afterwards, in bytes. */
  readonly bytesLeft: number;
}

/** What a removal needs to know beside the ledger. */
export interface RemovalOptions {
  readonly policy: Omit<RetentionPolicy, 'projects'>;
  readonly now: Date;
  /** Called before a step removes anything; what it throws ends the removal. */
  readonly archive?: ((step: RetentionStep) => Promise<void>) | undefined;
  readonly signal?: AbortSignal;
}

const DAY_MS = 86_400_000;

/** Says what would be removed now. */
export async function planRemoval(
  database: Database,
  { policy, now }: RemovalOptions,
): Promise<RetentionPlan> {
  const projects = await readProjectRetention(database);
  const [partitions, trims] = [await listPartitions(database), await readTrims(database)];
  return planRetention(partitions, { policy: { ...policy, projects }, trims, now });
}

/**
 * Removes what has expired, the oldest first. May be cut short at any point: the next call continues. Two at once do
 * no harm. Nothing goes that a pending run needs.
 */
export async function removeExpired(database: Database, options: RemovalOptions): Promise<Removal> {
  for (const table of ['activities', 'activity_log'] as const) {
    await unlessBusy(() => emptyDefault(database, table));
  }
  const plan = await planRemoval(database, options);
  const steps: RemovedStep[] = [];
  for (const step of plan.steps) {
    options.signal?.throwIfAborted();
    await options.archive?.(step);
    steps.push(await carryOut(database, step));
  }
  const projects = await readProjectRetention(database);
  const days = longestDays({ ...options.policy, projects });
  const purged = await purge(database, new Date(options.now.getTime() - (days + 1) * DAY_MS));
  const left = await listPartitions(database);
  return { plan, steps, purged, bytesLeft: left.reduce((sum, { bytes }) => sum + bytes, 0) };
}

async function carryOut(database: Database, step: RetentionStep): Promise<RemovedStep> {
  const { partition, expiry } = step;
  if (step.action === 'drop') {
    const end = await unlessBusy(() => dropPartition(database, partition));
    if (end !== 'pending') return { step, end, rows: 0 };
  }
  const { rows, isComplete } = await trimPartition(database, partition, expiry);
  if (rows > 0) await unlessBusy(() => compactPartition(database, partition));
  return { step, end: isComplete ? 'trimmed' : 'kept', rows };
}

async function unlessBusy<T>(task: () => Promise<T>): Promise<T | 'busy'> {
  try {
    return await task();
  } catch (fault) {
    if (isLockTimeout(fault) || isMissingPrivilege(fault)) return 'busy';
    throw fault;
  }
}
