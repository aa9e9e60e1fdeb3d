import { basename } from 'node:path';
import type { CommandDefinition, LoadedCommand } from '../command.ts';
import { completionScripts, type Shell } from '../completion/completion-scripts.ts';
import { defineCommand } from '../command.ts';
import { Failure } from '../failure.ts';

/** `completion`, which knows the other commands. */
export function completionOf(commands: readonly LoadedCommand[]): CommandDefinition {
  return defineCommand({
    name: 'completion',
    summary: 'Prints a script that makes a shell complete commands and options',
    details:
      'For bash, in ~/.bashrc: source <(upshot completion bash). ' +
      'For zsh, in ~/.zshrc: source <(upshot completion zsh). ' +
      'For fish, in ~/.config/fish/config.fish: upshot completion fish | source.',
    arguments: {
      '[shell]': `${Object.keys(completionScripts).join(', ')} (default: the shell of this user)`,
    },
    run({ terminal }, { args: [shell = basename(process.env['SHELL'] ?? 'bash')] }) {
      if (!Object.hasOwn(completionScripts, shell)) {
        throw new Failure(
          `Unknown shell: ${shell} (available: ${Object.keys(completionScripts).join(', ')})`,
        );
      }
      terminal.data(completionScripts[shell as Shell](commands));
    },
  });
}
