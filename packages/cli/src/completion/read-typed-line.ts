import type { Option } from 'commander';
import type { LoadedCommand } from '../command.ts';
import { globalOptions } from '../settings.ts';

/** A command line as far as it was typed. */
export interface TypedLine {
  readonly command: LoadedCommand;
  /** The arguments before the word that is being typed. */
  readonly args: readonly string[];
  /** The values of options, by the long name of the option. */
  readonly values: ReadonlyMap<string, string>;
  /** The option whose value is being typed. */
  readonly open: Option | undefined;
}

/** Reads a command line up to the cursor, the program's name included. Returns undefined when it names no command. */
export function readTypedLine(line: string, commands: readonly LoadedCommand[]): TypedLine | undefined {
  const [, name = '', ...words] = line.trimStart().split(/\s+/).slice(0, -1);
  const command = commands.find((candidate) => candidate.name === name || candidate.aliases.includes(name));
  if (command === undefined) return undefined;
  const options = [...(command.options ?? []), ...globalOptions];
  const args: string[] = [];
  const values = new Map<string, string>();
  let open: Option | undefined;
  for (const word of words) {
    if (open !== undefined) {
      values.set(open.long ?? '', word);
      open = undefined;
    } else if (word.startsWith('-')) {
      const [, flag = '', value] = /^([^=]*)(?:=(.*))?$/.exec(word) ?? [];
      const option = options.find(({ long, short }) => long === flag || short === flag);
      if (value !== undefined) values.set(option?.long ?? flag, value);
      else if (option?.required === true) open = option;
    } else {
      args.push(word);
    }
  }
  return { command, args, values, open };
}
