import { warnOfUnknownTypes } from '../activities/activity-types.ts';
import { chooseActivity } from '../activities/choose-activity.ts';
import { logSelectionOptions, type ActivityFilter } from '../activities/filter.ts';
import { logOptions, printLog, type LogOptions } from '../activities/print-log.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';

/** `activity:log` */
export const activityLog = defineCommand<ActivityFilter & LogOptions>({
  name: 'activity:log',
  summary: 'Prints the log of an activity',
  arguments: { '[id]': 'the activity, or how its id begins (default: the newest)' },
  options: [...logSelectionOptions, ...logOptions],
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    warnOfUnknownTypes(session.terminal, options);
    const activity = await chooseActivity(project.api, id, options);
    await printLog(session.terminal, project.api.within('activities', activity.id), activity, options);
  },
});
