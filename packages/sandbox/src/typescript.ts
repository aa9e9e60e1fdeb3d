import { parseScript } from './parse-script.ts';
import { stripTypes } from './strip-types.ts';

/** A longer source is no TypeScript: looking would hold up others. */
const MAX_CHARACTERS = 200_000;

/** A place in a source, counted from 1, and what is wrong there. */
export interface TypeScriptMistake {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A source without its types, every character at its place; or what keeps them from being taken out. */
export type Stripped =
  | { readonly kind: 'stripped'; readonly text: string }
  | { readonly kind: 'mistake'; readonly mistake: TypeScriptMistake };

/**
 * The JavaScript that a script is run as: itself, or without its types where it is TypeScript. A source that is
 * neither stays as it is.
 */
export function toJavaScript(source: string): string {
  if (source.length > MAX_CHARACTERS || isScript(source)) return source;
  const stripped = stripTypeScript(source);
  return stripped?.kind === 'stripped' && isScript(stripped.text) ? stripped.text : source;
}

/** Takes the types out of a source that is no JavaScript; undefined where it is too long for that. */
export function stripTypeScript(source: string): Stripped | undefined {
  if (source.length > MAX_CHARACTERS) return undefined;
  const plain = attempt(source);
  const hasReturn = plain.kind === 'mistake' && plain.mistake.message.startsWith('Return statement');
  return hasReturn ? stripBody(source) : plain;
}

const HEAD = 'function _() {';
const TAIL = '\n}';

/** `return` may stand at the top of a script, and not of TypeScript. */
function stripBody(source: string): Stripped {
  const stripped = attempt(`${HEAD}${source}${TAIL}`);
  if (stripped.kind === 'stripped')
    return { ...stripped, text: stripped.text.slice(HEAD.length, -TAIL.length) };
  const { line, column, message } = stripped.mistake;
  return { kind: 'mistake', mistake: { message, line, column: line === 1 ? column - HEAD.length : column } };
}

function attempt(source: string): Stripped {
  try {
    return { kind: 'stripped', text: stripTypes(source) };
  } catch (fault) {
    return { kind: 'mistake', mistake: readMistake(fault as Error) };
  }
}

/** Node tells the place above the stack only: the number of the line, its text, and carets below the place. */
function readMistake({ message, stack = '' }: Error): TypeScriptMistake {
  const line = Number(/^:(\d+)\n/.exec(stack)?.[1] ?? 1);
  const carets = /^( *)\^+$/m.exec(stack)?.[1] ?? '';
  return { message: explain(message), line, column: carets.length + 1 };
}

function explain(message: string): string {
  const [, construct] = /^TypeScript (.+) is not supported in strip-only mode$/.exec(message) ?? [];
  if (construct === undefined) return message;
  return `${construct} is not supported: types are only taken out of TypeScript, and this is more than a type`;
}

function isScript(source: string): boolean {
  try {
    parseScript(source, 2021);
    return true;
  } catch {
    return false;
  }
}
