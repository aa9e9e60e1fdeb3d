import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { chooseIntegration, integrationArgument } from '../integrations/choose-integration.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

/** `integration:get` */
export const integrationGet = defineCommand<EntityOptions>({
  name: 'integration:get',
  summary: 'Shows an integration',
  arguments: { '[id]': integrationArgument },
  options: entityOptions,
  async run(session, { args: [id], options }) {
    const project = await chooseProject(session);
    await printEntity(session.terminal, await chooseIntegration(session, project, id), options);
  },
});
