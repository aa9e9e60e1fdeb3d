import { Failure } from '../failure.ts';
import { escapeControls } from '../output/escape-controls.ts';

interface Choice {
  readonly value: string;
  readonly name: string;
}

interface Question {
  readonly message: string;
  readonly default?: string;
  /** Returns what is wrong with an answer, or undefined. */
  readonly check?: (answer: string) => string | undefined;
}

/** Questions to the person at the terminal; asked on standard error, so that data stays apart. */
export interface Prompts {
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
  /** Asks whether to go on; throws unless the answer is yes. With `--yes` it does not ask. */
  confirm(question: string): Promise<void>;
  ask(question: Question): Promise<string>;
  askSecret(message: string): Promise<string>;
  choose(message: string, choices: readonly Choice[]): Promise<string>;
}

/** Opens the prompts of this process. They ask only when both the question and the answer go through a terminal. */
export function openPrompts({ saysYes, mayAsk }: { saysYes: boolean; mayAsk: boolean }): Prompts {
  const isInteractive = mayAsk && process.stdin.isTTY && process.stderr.isTTY;
  const context = { output: process.stderr };
  return {
    isInteractive,
    async confirm(question) {
      if (saysYes) return;
      if (!isInteractive) throw new Failure(`${question} Use --yes to answer yes.`);
      const { confirm } = await import('@inquirer/prompts');
      const isConfirmed = await answered(confirm({ message: escapeControls(question) }, context));
      if (!isConfirmed) throw new Failure('Nothing was done.');
    },
    async ask({ message, default: preset, check }) {
      const { input } = await import('@inquirer/prompts');
      const validate = (answer: string) => check?.(answer) ?? true;
      const config = { message: escapeControls(message), validate };
      return answered(input(preset === undefined ? config : { ...config, default: preset }, context));
    },
    async askSecret(message) {
      const { password } = await import('@inquirer/prompts');
      return answered(password({ message, mask: true }, context));
    },
    async choose(message, choices) {
      const { rawlist } = await import('@inquirer/prompts');
      const shown = choices.map(({ value, name }) => ({ value, name: escapeControls(name) }));
      return answered(rawlist({ message, choices: shown }, context));
    },
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw (cause as Error).name === 'ExitPromptError' ? new Failure('Aborted.', 1, { cause }) : cause;
  }
}
