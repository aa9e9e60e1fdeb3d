import { defineCommand, type CommandDefinition, type LoadedCommand } from '../command.ts';
import { renderReference } from '../reference/render-reference.ts';

/** `reference`, which writes `docs/cli.md` from the other commands. */
export function referenceOf(commands: readonly LoadedCommand[]): CommandDefinition {
  return defineCommand({
    name: 'reference',
    summary: 'Prints the manual of every command, as Markdown',
    isHidden: true,
    run({ terminal }) {
      terminal.data(renderReference(commands));
    },
  });
}
