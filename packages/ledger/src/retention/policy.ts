/** For how many days data is kept, counted from the end of its day (UTC). */
export interface RetentionDays {
  /** Posted activities and their receipts. */
  readonly activityDays: number;
  /** Log entries of runs that succeeded. */
  readonly succeededDays: number;
  /** All other log entries; they are kept at least as long as those of runs that succeeded. */
  readonly logDays: number;
}

/** What a deployment keeps. */
export interface RetentionPolicy extends RetentionDays {
  /** What all daily partitions together may take, in bytes; undefined: no limit. */
  readonly maxBytes: number | undefined;
  /** What single projects keep for a different time. */
  readonly projects: ReadonlyMap<string, Partial<RetentionDays>>;
}

/** The kinds of rows that expire at different times. */
export const retainedKinds = ['activityDays', 'succeededDays', 'logDays'] as const;

type RetainedKind = (typeof retainedKinds)[number];

/** What of a daily partition has expired. */
export interface Expiry {
  /** Every row, of every project. */
  readonly isWhole: boolean;
  /** Whether rows of each kind have expired, for projects that are not named. */
  readonly general: readonly RetainedKind[];
  /** For projects of which other kinds have expired. */
  readonly projects: Readonly<Record<string, readonly RetainedKind[]>>;
}

export type PartitionedTable = 'activities' | 'activity_log';

const kindsOf: Readonly<Record<PartitionedTable, readonly RetainedKind[]>> = {
  activities: ['activityDays'],
  activity_log: ['succeededDays', 'logDays'],
};

/** What has expired of a partition whose day ended `ageDays` ago; undefined: nothing. */
export function findExpiry(
  policy: RetentionPolicy,
  table: PartitionedTable,
  ageDays: number,
): Expiry | undefined {
  const kinds = kindsOf[table];
  const expired = (days: RetentionDays) => kinds.filter((kind) => ageDays >= daysOf(days, kind));
  const general = expired(policy);
  const projects: Record<string, readonly RetainedKind[]> = {};
  for (const [project, own] of policy.projects) {
    const ofProject = expired({ ...policy, ...own });
    if (ofProject.join() !== general.join()) projects[project] = ofProject;
  }
  const all = [general, ...Object.values(projects)];
  if (all.every(({ length }) => length === 0)) return undefined;
  return { isWhole: all.every(({ length }) => length === kinds.length), general, projects };
}

function daysOf(days: RetentionDays, kind: RetainedKind): number {
  return kind === 'logDays' ? Math.max(days.logDays, days.succeededDays) : days[kind];
}

/** The longest time for which any project keeps anything, in days. */
export function longestDays(policy: RetentionPolicy): number {
  const all = [policy, ...Array.from(policy.projects.values(), (project) => ({ ...policy, ...project }))];
  return Math.max(...all.flatMap((days) => retainedKinds.map((kind) => days[kind])));
}
