import { warnOfUnknownTypes } from '../activities/activity-types.ts';
import { cancelActivity } from '../activities/cancel-activity.ts';
import { selectionOptions, type ActivityFilter } from '../activities/filter.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';

/** `activity:cancel` */
export const activityCancel = defineCommand<ActivityFilter>({
  name: 'activity:cancel',
  summary: 'Cancels an activity, where the server can',
  details:
    'Without an id, among those pending or in progress that the server offers to cancel. What is posted here happens ' +
    'elsewhere, and only its producer can end it.',
  arguments: { '[id]': 'the activity, or how its id begins' },
  options: selectionOptions,
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    warnOfUnknownTypes(session.terminal, options);
    await cancelActivity(session, project.api, id, options);
  },
});
