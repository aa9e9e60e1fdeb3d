import { warnOfUnknownTypes } from '../activities/activity-types.ts';
import { chooseActivity } from '../activities/choose-activity.ts';
import { selectionOptions, type ActivityFilter } from '../activities/filter.ts';
import { printActivity } from '../activities/print-activity.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { entityOptions, type EntityOptions } from '../output/print-entity.ts';

/** `activity:get` */
export const activityGet = defineCommand<ActivityFilter & EntityOptions>({
  name: 'activity:get',
  summary: 'Shows an activity',
  arguments: { '[id]': 'the activity, or how its id begins (default: the newest)' },
  options: [...selectionOptions, ...entityOptions],
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    warnOfUnknownTypes(session.terminal, options);
    const activity = await chooseActivity(project.api, id, options);
    await printActivity(session.terminal, activity, options);
  },
});
