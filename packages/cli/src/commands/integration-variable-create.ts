import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';
import { chooseVariablesApi } from '../variables/choose-variable.ts';
import { readVariableOptions, variableOptions, type VariableOptions } from '../variables/variable-options.ts';
import { integrationArgument } from '../integrations/choose-integration.ts';

/** `integration:variable:create` */
export const integrationVariableCreate = defineCommand<VariableOptions & { readonly name?: string }>({
  name: 'integration:variable:create',
  summary: 'Gives an integration a variable that its script can read',
  arguments: {
    '[integration]': integrationArgument,
    '[name]': 'the name of the variable',
  },
  options: [new Option('--name <name>', 'the name of the variable'), ...variableOptions],
  async run(session, { args: [integrationId, nameArgument], options }) {
    const api = await chooseVariablesApi(session, integrationId);
    const name = options.name ?? nameArgument ?? (await askName(session));
    const given = await readVariableOptions(options);
    const value = given['value'] ?? (await askValue(session, given['is_sensitive'] === true));
    await api.send('POST', [], { name, ...given, value });
    session.terminal.note(`Created variable ${name}`, 'green');
  },
});

async function askName({ prompts }: Session): Promise<string | undefined> {
  if (!prompts.isInteractive) throw new Failure('--name is required');
  return prompts.ask({ label: 'Name', option: '--name', isRequired: true, parse: asTyped });
}

async function askValue({ prompts }: Session, isSensitive: boolean): Promise<string | undefined> {
  if (!prompts.isInteractive) throw new Failure('--value or --value-file is required');
  if (isSensitive) return prompts.askSecret('* Value (--value)');
  return prompts.ask({ label: 'Value', option: '--value', isRequired: true, parse: asTyped });
}

function asTyped(text: string): string {
  return text;
}
