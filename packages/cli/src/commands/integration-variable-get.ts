import { defineCommand } from '../command.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';
import { chooseVariable, chooseVariablesApi } from '../variables/choose-variable.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';

/** `integration:variable:get` */
export const integrationVariableGet = defineCommand<EntityOptions>({
  name: 'integration:variable:get',
  summary: "Shows one of an integration's variables",
  arguments: {
    '[integration]': integrationArgument,
    '[variable]': 'the name of the variable, or its id',
  },
  options: entityOptions,
  async run(session, { args: [integrationId, key], options }) {
    const api = await chooseVariablesApi(session, integrationId);
    await printEntity(session.terminal, await chooseVariable(session, api, key), options);
  },
});
