import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import { chooseVariable, chooseVariablesApi } from '../variables/choose-variable.ts';
import { readVariableOptions, variableOptions, type VariableOptions } from '../variables/variable-options.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';

/** `integration:variable:update` */
export const integrationVariableUpdate = defineCommand<VariableOptions & { readonly name?: string }>({
  name: 'integration:variable:update',
  summary: "Changes one of an integration's variables",
  arguments: {
    '[integration]': integrationArgument,
    '[variable]': 'the name of the variable, or its id',
  },
  options: [new Option('--name <name>', 'a new name'), ...variableOptions],
  async run(session, { args: [integrationId, key], options }) {
    const api = await chooseVariablesApi(session, integrationId);
    const { id, name } = await chooseVariable(session, api, key);
    const given = await readVariableOptions(options);
    const changes = options.name === undefined ? given : { name: options.name, ...given };
    if (Object.keys(changes).length === 0) throw new Failure('No changed values were provided to update.');
    await api.send('PATCH', [id], changes);
    session.terminal.note(`Variable ${options.name ?? name} updated`, 'green');
  },
});
