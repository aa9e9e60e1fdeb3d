import { chooseActivity } from '../activities/choose-activity.ts';
import { printActivity } from '../activities/print-activity.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { entityOptions, type EntityOptions } from '../output/print-entity.ts';

/** `integration:activity:get` */
export const integrationActivityGet = defineCommand<EntityOptions>({
  name: 'integration:activity:get',
  summary: 'Shows one run of an integration, as an activity',
  arguments: {
    '[integration]': integrationArgument,
    '[activity]': 'the run, or how its id begins (default: the newest)',
  },
  options: entityOptions,
  async run(session, { args: [integrationId, activityId], options }) {
    const project = await chooseProject(session);
    const { id } = await chooseIntegration(session, project, integrationId);
    const activity = await chooseActivity(project.api.within('integrations', id), activityId, {});
    await printActivity(session.terminal, activity, options);
  },
});
