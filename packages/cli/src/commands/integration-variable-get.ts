import { defineCommand } from '../command.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';
import { chooseVariable, chooseVariablesApi } from '../variables/choose-variable.ts';

/** `integration:variable:get` */
export const integrationVariableGet = defineCommand<EntityOptions>({
  name: 'integration:variable:get',
  summary: "Shows one of an integration's variables",
  arguments: {
    '[integration]': 'the integration, or how its id begins',
    '[variable]': 'the name of the variable, or its id',
  },
  options: entityOptions,
  async run(session, { args: [integrationId, key], options }) {
    const api = await chooseVariablesApi(session, integrationId);
    await printEntity(session.terminal, await chooseVariable(session, api, key), options);
  },
});
