import {
  findActivity as readActivity,
  findReceipts as readReceipts,
  isInEnvironment,
  type ActivityKey,
  type RecordedActivity,
} from '@upshot/ledger/activities/find';
import type { Receipt } from '@upshot/ledger/activities/plan';
import type { Database } from '@upshot/ledger/connect';
import type { ActivityState } from '@upshot/shared/activity';
import { Problem } from '@upshot/shared/problem';

/** An activity, in one of its states where one is named. */
export interface ActivityInState extends ActivityKey {
  readonly state: ActivityState | undefined;
}

/**
 * Finds an activity in the state that is asked for, or else in the state that was recorded last. Throws the problem
 * `activity_not_found` when there is none, or when its partition was dropped.
 */
export async function findActivity(database: Database, key: ActivityInState): Promise<RecordedActivity> {
  const found = await readActivity(database, key, key.state);
  if (found === undefined) throw activityNotFound(key);
  return found;
}

/** Finds the receipts of an activity, one for each of its states, the last first; throws as {@link findActivity}. */
export async function findReceipts(
  database: Database,
  key: ActivityInState,
): Promise<readonly { readonly receipt: Receipt; readonly recorded_at: Date }[]> {
  const found = await readReceipts(database, key, key.state);
  if (found.length === 0) throw activityNotFound(key);
  return found;
}

/** Throws the problem `activity_not_found` unless the activity names the environment, in any of its states. */
export async function requireInEnvironment(
  database: Database,
  key: ActivityKey & { readonly environment: string },
): Promise<void> {
  const { project, activity, environment } = key;
  if (await isInEnvironment(database, key, environment)) return;
  throw new Problem(
    'activity_not_found',
    `Environment "${environment}" of project "${project}" has no activity "${activity}".`,
  );
}

function activityNotFound({ project, activity, state }: ActivityInState): Problem {
  const inState = state === undefined ? '' : ` in state ${state}`;
  return new Problem('activity_not_found', `Project "${project}" has no activity "${activity}"${inState}.`);
}
