import { activityStates, type ActivityState } from '@upshot/shared/activity';
import type { Database } from '@upshot/ledger/connect';
import { Problem } from '@upshot/shared/problem';
import { sql } from 'kysely';
import type { Receipt } from './recorder.ts';

/** An activity in one of the states it was recorded in. */
export interface RecordedActivity {
  readonly id: string;
  readonly project_id: string;
  readonly state: ActivityState;
  readonly body: string;
  readonly recorded_at: Date;
}

export interface ActivityKey {
  readonly project: string;
  readonly activity: string;
  /** Undefined: whichever there are. */
  readonly state: ActivityState | undefined;
}

/**
 * Finds an activity in the state that is asked for, or else in the one that was recorded last.
 * Throws the problem `activity_not_found` when there is none, or when it has been dropped with its partition.
 */
export async function findActivity(database: Database, key: ActivityKey): Promise<RecordedActivity> {
  const found = await statesOf(database, key)
    .select(['a.id', 'a.project_id', 'a.state', 'a.body', 'a.recorded_at'])
    .limit(1)
    .executeTakeFirst();
  if (found === undefined) throw activityNotFound(key);
  return found;
}

/** The state that an activity was recorded in last. Unlike the activity itself it is small, however often one asks. */
export async function findLatestState(
  database: Database,
  { project, activity }: Omit<ActivityKey, 'state'>,
): Promise<string | undefined> {
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

/** Finds the receipts of an activity, one for each state it was recorded in, the last first; throws as {@link findActivity}. */
export async function findReceipts(
  database: Database,
  key: ActivityKey,
): Promise<readonly { readonly receipt: Receipt; readonly recorded_at: Date }[]> {
  const found = await statesOf(database, key).select(['a.receipt', 'a.recorded_at']).execute();
  if (found.length === 0) throw activityNotFound(key);
  return found.map(({ receipt, recorded_at }) => ({ receipt: receipt as Receipt, recorded_at }));
}

/** Throws the problem `activity_not_found` unless the activity happened in the environment, in whichever state it named it. */
export async function requireInEnvironment(
  database: Database,
  key: Omit<ActivityKey, 'state'> & { readonly environment: string },
): Promise<void> {
  const { project, activity, environment } = key;
  const found = await statesOf(database, { project, activity, state: undefined })
    .select('a.id')
    .where(sql<boolean>`${environment} = any (a.environments)`)
    .limit(1)
    .executeTakeFirst();
  if (found !== undefined) return;
  throw new Problem(
    'activity_not_found',
    `Environment "${environment}" of project "${project}" has no activity "${activity}".`,
  );
}

function statesOf(database: Database, { project, activity, state }: ActivityKey) {
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

function activityNotFound({ project, activity, state }: ActivityKey): Problem {
  const inState = state === undefined ? '' : ` in state ${state}`;
  return new Problem('activity_not_found', `Project "${project}" has no activity "${activity}"${inState}.`);
}
