import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Activity } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { findById } from '../find-by-id.ts';
import type { ActivityFilter } from './filter.ts';
import { listActivities } from './list-activities.ts';

const SEARCHED = 100;

/** Returns the activity with this id, or with an id that begins so, or else the newest one the filter wants. */
export async function chooseActivity(
  api: Api,
  id: string | undefined,
  filter: Omit<ActivityFilter, 'limit'>,
): Promise<Activity> {
  if (id !== undefined) return (await getActivity(api, id)) ?? (await searchActivity(api, id, filter));
  const [newest] = await listActivities(api, { ...filter, limit: 1 });
  if (newest === undefined) throw new Failure('No activities found');
  return (await getActivity(api, newest.id)) ?? newest;
}

async function searchActivity(
  api: Api,
  id: string,
  filter: Omit<ActivityFilter, 'limit'>,
): Promise<Activity> {
  const activities = await listActivities(api, { ...filter, limit: SEARCHED });
  const { id: found } = findById(activities, id, 'Activity');
  return api.get<Activity>(['activities', found]);
}

async function getActivity(api: Api, id: string): Promise<Activity | undefined> {
  try {
    return await api.get<Activity>(['activities', id]);
  } catch (error) {
    const isMissing = error instanceof ApiFailure && error.status === 404;
    if (!isMissing || error.code === 'project_not_found' || error.code === 'integration_not_found')
      throw error;
    return undefined;
  }
}
