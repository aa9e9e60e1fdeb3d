import { defineCommand, type CommandDefinition, type LoadedCommand } from '../command.ts';
import { findWords } from '../completion/find-words.ts';
import { readTypedLine } from '../completion/read-typed-line.ts';
import { openSession } from '../session.ts';

/** `completion:words`, which completion scripts ask for what they do not hold themselves. */
export function completionWordsOf(commands: readonly LoadedCommand[]): CommandDefinition {
  return defineCommand({
    name: 'completion:words',
    summary: 'Prints what the last word of a command line may be',
    arguments: { '<line>': 'the command line up to the cursor' },
    isHidden: true,
    async run({ terminal, project }, { args: [line = ''] }) {
      const typed = readTypedLine(line, commands);
      if (typed === undefined) return;
      const server = typed.values.get('--server') ?? process.env['UPSHOT_URL'] ?? '';
      const tokenFile = typed.values.get('--token-file');
      const { api } = openSession({
        server,
        ...(tokenFile === undefined ? {} : { tokenFile }),
        interaction: false,
        quiet: true,
        verbose: 0,
      });
      const words = await findWords(api, typed.values.get('--project') ?? project, typed);
      terminal.data(
        words
          .filter(isPlain)
          .map((word) => `${word}\n`)
          .join(''),
      );
    },
  });
}

/**
 * A producer chooses the ids. Only ids without special characters of any shell are offered: another one might run a
 * command when the return key is pressed, or might be an option that sends the token elsewhere.
 */
function isPlain(word: string): boolean {
  return /^\w[\w.:@/+,=-]*$/.test(word);
}
