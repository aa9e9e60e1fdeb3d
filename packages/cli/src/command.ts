import type { Option } from 'commander';
import type { Session } from './session.ts';

/** What was typed after a command's name. */
interface Input<O> {
  readonly args: readonly (string | undefined)[];
  readonly options: O;
}

/** One command. Adding one is one file that exports this, and one line in `commands.ts`, which has the aliases, too. */
export interface CommandDefinition<O = object> {
  readonly name: string;
  /** One line, in the third person. */
  readonly summary: string;
  /** More, below the summary in the command's help. */
  readonly details?: string;
  /** `{ '[id]': 'what it is' }`: optional in square brackets, required in angle brackets. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options?: readonly Option[];
  readonly isHidden?: boolean;
  /** Ends normally for exit code 0 and throws a Failure for any other. */
  run(session: Session, input: Input<O>): Promise<void> | void;
}

/** A command that has been loaded. */
export interface LoadedCommand extends CommandDefinition {
  readonly aliases: readonly string[];
}

/** Declares a command whose options, once parsed, are `O`. */
export function defineCommand<O = object>(definition: CommandDefinition<O>): CommandDefinition {
  return definition as CommandDefinition;
}
