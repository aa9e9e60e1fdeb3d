import type { Api } from '../api/api.ts';
import type { Activity } from '../api/entities.ts';
import type { Terminal } from '../terminal.ts';
import { describeActivity } from './columns.ts';
import { followLog } from './follow-log.ts';
import { hasEnded } from './has-ended.ts';

const PAUSE_MS = 1000;

/**
 * Waits until activities have ended and returns them as they are then. Of a single one the log is shown as it grows; of
 * several, which has ended how, and the log of whatever failed.
 */
export async function followActivities(
  terminal: Terminal,
  api: Api,
  activities: readonly Activity[],
): Promise<Activity[]> {
  const [only, ...others] = activities;
  if (only === undefined) return [];
  if (others.length > 0) return followSeveral(terminal, api, activities);
  terminal.note(`Waiting for the activity ${only.id} (${describeActivity(only)}):`);
  await showLog(terminal, api, only, 1);
  const ended = await untilEnded(api, only);
  terminal.note(`Activity ${ended.id}: ${ended.result ?? ended.state}`, styleOf(ended));
  return [ended];
}

async function followSeveral(
  terminal: Terminal,
  api: Api,
  activities: readonly Activity[],
): Promise<Activity[]> {
  terminal.note(`Waiting for ${activities.length} activities...`);
  let count = 0;
  const followOne = async (activity: Activity) => {
    const ended = await untilEnded(api, activity);
    const progress = `${++count} of ${activities.length}`;
    const text = `${progress}: activity ${ended.id} (${describeActivity(ended)}): ${ended.result ?? ended.state}`;
    terminal.note(text, styleOf(ended));
    return ended;
  };
  const all = await Promise.all(activities.map(followOne));
  for (const activity of all) if (activity.result === 'failure') await showLog(terminal, api, activity, 0);
  return all;
}

async function untilEnded(api: Api, { id }: Activity): Promise<Activity> {
  for (;;) {
    const activity = await api.get<Activity>(['activities', id]);
    if (hasEnded(activity)) return activity;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function showLog(
  terminal: Terminal,
  api: Api,
  { id }: Activity,
  refreshSeconds: number,
): Promise<void> {
  const log = followLog(api.within('activities', id), { refreshSeconds });
  for await (const { message } of log) terminal.note(message.replace(/\n$/, ''));
}

function styleOf({ result }: Activity): 'red' | 'green' {
  return result === 'failure' ? 'red' : 'green';
}
