import type { Accepted } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { rejectFailed, waitForChange, waitOptions, type WaitOptions } from '../integrations/wait-options.ts';

/** `integration:delete` */
export const integrationDelete = defineCommand<WaitOptions>({
  name: 'integration:delete',
  summary: 'Deletes an integration',
  arguments: { '[id]': integrationArgument },
  options: waitOptions,
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    const integration = await chooseIntegration(session, project, id);
    await session.prompts.confirm(
      `Delete the integration ${integration.name} (${integration.id}, type: ${integration.type})?`,
    );
    const answer = await project.api.send<Accepted<unknown> | undefined>('DELETE', [
      'integrations',
      integration.id,
    ]);
    session.terminal.note(`Deleted integration ${integration.id}`, 'green');
    rejectFailed(await waitForChange(session.terminal, project, answer ?? {}, options));
  },
});
