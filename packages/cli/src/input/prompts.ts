import { styleText } from 'node:util';
import { exitCodes, Failure } from '../failure.ts';
import { escapeControls } from '../output/escape-controls.ts';
import { readLine } from './read-line.ts';

interface Choice {
  readonly value: string;
  readonly name: string;
}

/** A field to ask for, shown as the Platform.sh CLI does: name and option, description, default, list hint. */
interface Question<T> {
  readonly label: string;
  /** The option that would have answered, such as `--url`. */
  readonly option: string;
  readonly description?: string;
  readonly default?: string;
  readonly isRequired?: boolean;
  readonly isList?: boolean;
  /** Turns what was typed into the answer, or throws a Failure that says what is wrong. */
  readonly parse: (text: string) => T | Promise<T>;
}

/** Questions to the person at the terminal; asked on standard error, so that data stays apart. */
export interface Prompts {
  /** Whether there is a terminal to ask on. */
  readonly isInteractive: boolean;
  /** Asks whether to go on; throws unless the answer is yes; to press Enter is no. With `--yes` it does not ask. */
  confirm(question: string): Promise<void>;
  /** Asks for a field; undefined when it was left blank and has no default. */
  ask<T>(question: Question<T>): Promise<T | undefined>;
  askSecret(message: string): Promise<string>;
  /** Asks for one of a numbered list. */
  choose(message: string, choices: readonly Choice[]): Promise<string>;
}

interface Settings {
  readonly saysYes: boolean;
  readonly saysNo: boolean;
  readonly mayAsk: boolean;
}

const ATTEMPTS = 5;
const PROMPT = '> ';

/** Opens the prompts of this process. They ask only when both the question and the answer go through a terminal. */
export function openPrompts({ saysYes, saysNo, mayAsk }: Settings): Prompts {
  const isInteractive = mayAsk && process.stdin.isTTY && process.stderr.isTTY;
  return {
    isInteractive,
    async confirm(question) {
      if (saysYes) return;
      if (!saysNo && !isInteractive) throw new Failure(`${question} Use --yes to answer yes.`);
      const isConfirmed = !saysNo && (await insist(`${escapeControls(question)} [y/N] `, readYesOrNo));
      if (!isConfirmed) throw new Failure('Nothing was done.');
    },
    async ask(question) {
      say(describe(question));
      return insist(PROMPT, (typed) => readAnswer(question, typed));
    },
    askSecret,
    async choose(message, choices) {
      const list = choices.map(({ name }, index) => `  [${paint('green', String(index + 1))}] ${name}`);
      say([message, ...list].join('\n'));
      return insist(PROMPT, (typed) => readChoice(choices, typed));
    },
  };
}

/** Asks again, saying what is wrong, until the answer is one, or has been wrong too often. */
async function insist<T>(prompt: string, read: (typed: string) => T | Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const typed = (await readLine(prompt)).trim();
    try {
      return await read(typed);
    } catch (error) {
      if (!(error instanceof Failure) || attempt === ATTEMPTS) throw error;
      say(paint('red', error.message));
    }
  }
}

function describe<T>({
  label,
  option,
  description,
  default: preset,
  isRequired,
  isList,
}: Question<T>): string {
  const mark = isRequired === true ? `${paint('red', '*')} ` : '';
  return [
    `\n${mark}${paint('green', label)} (${option})`,
    ...(description === undefined ? [] : [description]),
    ...(preset === undefined ? [] : [`Default: ${paint('green', preset)}`]),
    ...(isList === true ? ['Enter comma-separated values (or leave this blank)'] : []),
  ].join('\n');
}

async function readAnswer<T>({ default: preset, isRequired, parse }: Question<T>, typed: string) {
  const text = typed === '' ? preset : typed;
  if (text !== undefined) return parse(text);
  if (isRequired === true) throw new Failure('This field is required.');
  return undefined;
}

function readYesOrNo(typed: string): boolean {
  if (/^(y|yes)$/i.test(typed)) return true;
  if (/^(|n|no)$/i.test(typed)) return false;
  throw new Failure('Please answer y or n.');
}

function readChoice(choices: readonly Choice[], typed: string): string {
  const numbered = /^\d{1,6}$/.test(typed) ? choices[Number(typed) - 1] : undefined;
  const chosen = choices.find(({ value }) => value === typed) ?? numbered;
  if (chosen === undefined) {
    throw new Failure(`Invalid choice: ${typed} (enter a number from 1 to ${choices.length})`);
  }
  return chosen.value;
}

async function askSecret(message: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  try {
    return await password({ message, mask: true }, { output: process.stderr });
  } catch (cause) {
    if ((cause as Error).name !== 'ExitPromptError') throw cause;
    throw new Failure('Interrupted.', exitCodes.interrupted, { cause });
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function paint(style: 'red' | 'green', text: string): string {
  return styleText(style, escapeControls(text), { stream: process.stderr });
}
