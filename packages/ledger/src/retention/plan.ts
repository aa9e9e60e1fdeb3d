import { ageOf, type Partition } from './partitions.ts';
import { findExpiry, type Expiry, type RetentionPolicy } from './policy.ts';

/** Why a partition shrinks or goes. */
export type RetentionReason = 'age' | 'size';

/** One step of a removal: a partition is dropped as a whole, or loses its expired rows. */
export interface RetentionStep {
  readonly action: 'drop' | 'trim';
  readonly partition: Partition;
  readonly reason: RetentionReason;
  readonly expiry: Expiry;
}

export interface RetentionPlan {
  readonly steps: readonly RetentionStep[];
  /** What all daily partitions take now, in bytes. */
  readonly bytes: number;
  /** The growth of a day: the mean of the last seven full days, in bytes. */
  readonly bytesPerDay: number;
}

const everything: Expiry = {
  isWhole: true,
  general: ['activityDays', 'succeededDays', 'logDays'],
  projects: {},
};
const succeeded: Expiry = { isWhole: false, general: ['succeededDays'], projects: {} };

/** A size limit never touches today and yesterday. */
const UNTOUCHED_DAYS = 1;

/** What has been trimmed so far: the rule by the name of the partition. */
export type Trims = ReadonlyMap<string, string>;

/** What a trim removes, as text: a partition is not trimmed twice for the same. */
export function ruleOf({ general, projects }: Expiry): string {
  return JSON.stringify({ general, projects });
}

/**
 * Decides what goes. By age, each partition loses what has expired. By size, the oldest activities and the oldest
 * entries of runs that succeeded go until the rest fits; entries of failed runs stay until they expire.
 */
export function planRetention(
  partitions: readonly Partition[],
  { policy, trims, now }: { readonly policy: RetentionPolicy; readonly trims: Trims; readonly now: Date },
): RetentionPlan {
  const byAge = partitions.flatMap((partition): readonly RetentionStep[] => {
    const expiry = findExpiry(policy, partition.table, ageOf(partition, now));
    if (expiry === undefined || trims.get(partition.name) === ruleOf(expiry)) return [];
    return [{ action: expiry.isWhole ? 'drop' : 'trim', partition, reason: 'age', expiry }];
  });
  const bytes = sum(partitions);
  const aged = new Map(byAge.map((step) => [step.partition, step]));
  const dropped = sum(byAge.filter(({ action }) => action === 'drop').map(({ partition }) => partition));
  const candidates = partitions.filter(
    (partition) =>
      !aged.has(partition) &&
      ageOf(partition, now) >= UNTOUCHED_DAYS &&
      trims.get(partition.name)?.includes('succeededDays') !== true,
  );
  const over = policy.maxBytes === undefined ? 0 : bytes - dropped - policy.maxBytes;
  return {
    steps: [...byAge, ...stepsBySize(candidates, over)],
    bytes,
    bytesPerDay: growthOf(partitions, now),
  };
}

/** A log partition counts as if all of it went: what is left of it is seen by the next run. */
function stepsBySize(candidates: readonly Partition[], over: number): readonly RetentionStep[] {
  let left = over;
  const steps: RetentionStep[] = [];
  for (const partition of candidates) {
    if (left <= 0) break;
    const isWhole = partition.table === 'activities';
    const expiry = isWhole ? everything : succeeded;
    steps.push({ action: isWhole ? 'drop' : 'trim', partition, reason: 'size', expiry });
    left -= partition.bytes;
  }
  return steps;
}

/** The growth of a day: the mean of the last seven full days. */
export function growthOf(partitions: readonly Partition[], now: Date): number {
  const days = 7;
  const recent = partitions.filter((partition) => {
    const age = ageOf(partition, now);
    return age >= 0 && age < days;
  });
  const known = new Set(recent.map(({ day }) => day)).size;
  return known === 0 ? 0 : Math.round(sum(recent) / known);
}

function sum(partitions: readonly Partition[]): number {
  return partitions.reduce((total, { bytes }) => total + bytes, 0);
}
