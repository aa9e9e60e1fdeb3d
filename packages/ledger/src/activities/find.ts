import { activityStates, type ActivityState } from '@upshot/shared/activity';
import { sql } from 'kysely';
import type { Database } from '../connect.ts';
import type { Activity } from '../tables.ts';
import type { Receipt } from './plan.ts';

/** An activity in one of the states it was recorded in. */
export type RecordedActivity = Pick<Activity, 'id' | 'project_id' | 'state' | 'body' | 'recorded_at'>;

/** The path of an activity. */
export interface ActivityKey {
  readonly project: string;
  readonly activity: string;
}

/** The activity in this state, or else in the state that was recorded last. */
export async function findActivity(
  database: Database,
  key: ActivityKey,
  state?: ActivityState,
): Promise<RecordedActivity | undefined> {
  return await statesOf(database, key, state)
    .select(['a.id', 'a.project_id', 'a.state', 'a.body', 'a.recorded_at'])
    .limit(1)
    .executeTakeFirst();
}

/** The state that was recorded last. Unlike the activity itself it is small, however often it is read. */
export async function findLatestState(
  database: Database,
  { project, activity }: ActivityKey,
): Promise<ActivityState | undefined> {
  const found = await database
    .selectFrom('activity_identities')
    .select('state')
    .where('project_id', '=', project)
    .where('activity_id', '=', activity)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found?.state;
}

/** The receipts of an activity, one for each state it was recorded in, the last first. */
export async function findReceipts(
  database: Database,
  key: ActivityKey,
  state?: ActivityState,
): Promise<readonly { readonly receipt: Receipt; readonly recorded_at: Date }[]> {
  const found = await statesOf(database, key, state).select(['a.receipt', 'a.recorded_at']).execute();
  return found.map(({ receipt, recorded_at }) => ({ receipt: receipt as Receipt, recorded_at }));
}

/** Tells whether the activity names the environment, in any of its states. */
export async function isInEnvironment(
  database: Database,
  key: ActivityKey,
  environment: string,
): Promise<boolean> {
  const found = await statesOf(database, key)
    .select('a.id')
    .where(sql<boolean>`${environment} = any (a.environments)`)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

function statesOf(database: Database, { project, activity }: ActivityKey, state?: ActivityState) {
  return database
    .selectFrom('activity_identities as identity')
    .innerJoin('activities as a', (join) =>
      join.onRef('a.recorded_at', '=', 'identity.recorded_at').onRef('a.seq', '=', 'identity.seq'),
    )
    .where('identity.project_id', '=', project)
    .where('identity.activity_id', '=', activity)
    .where('identity.state', 'in', state === undefined ? activityStates : [state])
    .orderBy('identity.seq', 'desc');
}
