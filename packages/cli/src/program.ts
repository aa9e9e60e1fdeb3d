import { Command } from 'commander';
import description from '../package.json' with { type: 'json' };
import type { LoadedCommand } from './command.ts';
import { openSession } from './session.ts';
import { globalOptions, type GlobalOptions } from './settings.ts';
import { terminalWidth } from './terminal.ts';

/** Turns the table of commands into a program that can parse arguments and describe itself. */
export function createProgram(commands: readonly LoadedCommand[]): Command {
  const program = new Command('upshot')
    .description('Runs scripts and calls webhooks whenever something happens in a project.')
    .version(description.version, '-V, --version')
    .usage('<command> [arguments] [options]')
    .configureHelp({
      showGlobalOptions: true,
      helpWidth: terminalWidth() ?? 110,
    })
    .showSuggestionAfterError(true)
    .helpCommand('help [command]', 'Shows how a command is used')
    .exitOverride();
  for (const option of globalOptions) program.addOption(option);
  for (const definition of commands) addCommand(program, definition);
  return program;
}

function addCommand(program: Command, definition: LoadedCommand): void {
  const command = program
    .command(definition.name, { hidden: definition.isHidden ?? false })
    .helpGroup(groupOf(definition.name))
    .summary(definition.summary)
    .description([definition.summary, definition.details].filter((text) => text !== undefined).join('\n\n'))
    .aliases([...definition.aliases]);
  for (const [name, description] of Object.entries(definition.arguments ?? {}))
    command.argument(name, description);
  for (const option of definition.options ?? []) command.addOption(option);
  command.action(async () => {
    const session = openSession(command.optsWithGlobals<GlobalOptions>());
    await definition.run(session, { args: command.args, options: command.opts() });
  });
}

function groupOf(name: string): string {
  const [subject = ''] = name.split(':');
  return name.includes(':') ? `${subject[0]?.toUpperCase()}${subject.slice(1)}:` : 'Commands:';
}
