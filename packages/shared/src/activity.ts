/** The states an activity goes through; the same id arrives again for each of them. */
export const activityStates = [
  'pending',
  'in_progress',
  'complete',
  'cancelled',
  'scheduled',
  'staged',
] as const;

export type ActivityState = (typeof activityStates)[number];

/** How a finished activity ended. `null` until it has finished. */
export const activityResults = ['success', 'failure'] as const;

export type ActivityResult = (typeof activityResults)[number];

/** What deciding about an activity needs to know of it: everything else stays in its raw body. */
export interface ActivityFacts {
  readonly id: string;
  readonly type: string;
  readonly state: ActivityState;
  readonly result: ActivityResult | null;
  readonly environments: readonly string[];
}
