import { cancelActivity } from '../activities/cancel-activity.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';

/** `integration:activity:cancel` */
export const integrationActivityCancel = defineCommand({
  name: 'integration:activity:cancel',
  summary: 'Cancels a run of an integration, where the server can',
  arguments: {
    '[integration]': integrationArgument,
    '[activity]': 'the run, or how its id begins',
  },
  async run(session, { args: [integrationId, activityId] }) {
    const project = await chooseProject(session);
    const { id } = await chooseIntegration(session, project, integrationId);
    await cancelActivity(session, project.api.within('integrations', id), activityId, {});
  },
});
