import { warnOfUnknownTypes } from '../activities/activity-types.ts';
import { runActivityColumns } from '../activities/columns.ts';
import { runListOptions, type ActivityFilter } from '../activities/filter.ts';
import { listActivities } from '../activities/list-activities.ts';
import { printActivities } from '../activities/print-activities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { tableOptions, type TableOptions } from '../output/table-options.ts';

/** `integration:activity:list` */
export const integrationActivityList = defineCommand<ActivityFilter & TableOptions>({
  name: 'integration:activity:list',
  summary: 'Lists the runs of an integration, as activities',
  arguments: { '[id]': integrationArgument },
  options: [...runListOptions, ...tableOptions],
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, id);
    warnOfUnknownTypes(session.terminal, options);
    if (options.environment !== undefined) session.terminal.warn(withoutEffect, 'yellow');
    const { environment: _, ...filter } = options;
    const activities = await listActivities(project.api.within('integrations', integration.id), filter);
    const heading = `Activities of the integration ${integration.name} (${integration.id}, ${integration.type}):`;
    const listing = { heading, columns: runActivityColumns, activities, limit: options.limit };
    await printActivities(session.terminal, listing, options);
  },
});

const withoutEffect = 'The option --environment is deprecated: it has no effect here.';
