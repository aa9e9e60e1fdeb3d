import { chooseActivity } from '../activities/choose-activity.ts';
import { logOptions, printLog, type LogOptions } from '../activities/print-log.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';

/** `integration:activity:log` */
export const integrationActivityLog = defineCommand<LogOptions>({
  name: 'integration:activity:log',
  summary: 'Prints the log of one run of an integration',
  arguments: {
    '[integration]': integrationArgument,
    '[activity]': 'the run, or how its id begins (default: the newest)',
  },
  options: logOptions,
  async run(session, { args: [integrationId, activityId], options }) {
    const project = await chooseProject(session);
    const { id } = await chooseIntegration(session, project, integrationId);
    const api = project.api.within('integrations', id);
    const activity = await chooseActivity(api, activityId, {});
    await printLog(session.terminal, api.within('activities', activity.id), activity, options);
  },
});
