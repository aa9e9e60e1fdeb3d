import { defineCommand } from '../command.ts';
import { chooseVariable, chooseVariablesApi } from '../variables/choose-variable.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';

/** `integration:variable:delete` */
export const integrationVariableDelete = defineCommand({
  name: 'integration:variable:delete',
  summary: "Deletes one of an integration's variables",
  arguments: {
    '[integration]': integrationArgument,
    '[variable]': 'the name of the variable, or its id',
  },
  async run(session, { args: [integrationId, key] }) {
    const api = await chooseVariablesApi(session, integrationId);
    const { id, name } = await chooseVariable(session, api, key);
    await session.prompts.confirm(`Delete the variable ${name}?`);
    await api.send('DELETE', [id]);
    session.terminal.note(`Deleted variable ${name}`, 'green');
  },
});
