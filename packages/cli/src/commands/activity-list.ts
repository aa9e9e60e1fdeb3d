import { warnOfUnknownTypes } from '../activities/activity-types.ts';
import { activityColumns } from '../activities/columns.ts';
import { listOptions, type ActivityFilter } from '../activities/filter.ts';
import { listActivities } from '../activities/list-activities.ts';
import { printActivities } from '../activities/print-activities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';

/** `activity:list` */
export const activityList = defineCommand<ActivityFilter & TableOptions>({
  name: 'activity:list',
  summary: 'Lists the activities of a project, newest first',
  options: [...listOptions, ...tableOptions],
  async run(session, { options }) {
    const project = await chooseProject(session);
    warnOfUnknownTypes(session.terminal, options);
    const activities = await listActivities(project.api, options);
    const heading = `Activities of the project ${project.id}:`;
    const listing = {
      heading,
      columns: activityColumns({ isOneEnvironment: options.environment?.length === 1 }),
      activities,
      limit: options.limit,
    };
    await printActivities(session.terminal, listing, options);
  },
});
