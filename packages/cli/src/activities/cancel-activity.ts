import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Activity } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';
import { chooseActivity } from './choose-activity.ts';
import { describeActivity } from './columns.ts';
import type { ActivityFilter } from './filter.ts';
import { listActivities } from './list-activities.ts';

const SEARCHED = 100;

type Filter = Omit<ActivityFilter, 'limit'>;

/** Cancels the activity with this id, or the one that can be, asking which where there are several. */
export async function cancelActivity(
  session: Session,
  api: Api,
  id: string | undefined,
  filter: Filter,
): Promise<void> {
  const activity =
    id === undefined ? await pick(session, api, filter) : await chooseActivity(api, id, filter);
  await api.send('POST', ['activities', activity.id, 'cancel']).catch(rejectRefusal(activity));
  session.terminal.note(`Cancelled activity ${activity.id} (${describeActivity(activity)})`, 'green');
}

async function pick({ prompts }: Session, api: Api, filter: Filter): Promise<Activity> {
  const underWay = await listActivities(api, { ...filter, incomplete: true, limit: SEARCHED });
  const offered = underWay.filter(({ _links: links }) => links !== undefined && '#cancel' in links);
  const [first, ...others] = offered;
  if (first === undefined) throw new Failure('No activities found that can be cancelled.');
  if (others.length === 0) return first;
  if (!prompts.isInteractive)
    throw new Failure('More than one activity can be cancelled: an ID is required.');
  const choices = offered.map((activity) => {
    return { value: activity.id, name: `${activity.id}: ${describeActivity(activity)} (${activity.type})` };
  });
  const chosen = await prompts.choose('Enter a number to choose an activity to cancel:', choices);
  return offered.find(({ id }) => id === chosen) ?? first;
}

function rejectRefusal({ id, state }: Activity): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ApiFailure) || error.status !== 400) throw error;
    if (!error.message.includes('cannot be cancelled')) throw error;
    const now = state.replaceAll('_', ' ');
    const reason = /current state(: (?!.*current state).+)/.exec(error.message)?.[1] ?? '.';
    throw new Failure(`The activity ${id} cannot be cancelled in its current state (${now})${reason}`, 1, {
      cause: error,
    });
  };
}
