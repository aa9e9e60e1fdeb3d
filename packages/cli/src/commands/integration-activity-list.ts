import { runActivityColumns } from '../activities/columns.ts';
import { listOptions, type ActivityFilter } from '../activities/filter.ts';
import { listActivities } from '../activities/list-activities.ts';
import { printActivities } from '../activities/print-activities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';

/** `integration:activity:list` */
export const integrationActivityList = defineCommand<ActivityFilter & TableOptions>({
  name: 'integration:activity:list',
  aliases: ['integration:activities', 'int:act', 'i:act'],
  summary: 'Lists the runs of an integration, as activities',
  arguments: { '[id]': 'the integration, or how its id begins' },
  options: [...listOptions, ...tableOptions],
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, id);
    const activities = await listActivities(project.api.within('integrations', integration.id), options);
    const heading = `Activities of the integration ${integration.id} (${integration.type}):`;
    const listing = { heading, columns: runActivityColumns, activities, limit: options.limit };
    await printActivities(session.terminal, listing, options);
  },
});
