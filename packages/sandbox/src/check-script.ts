import { explainSyntax } from './explain-syntax.ts';
import { parseScript } from './parse-script.ts';
import { stripTypeScript } from './typescript.ts';

/** Why a script cannot be saved. `line` and `column` count from 1. */
export interface ScriptProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The line, and below it a caret at the place. */
  readonly excerpt: string;
}

/**
 * Checks that a source is an ES2021 script, in which `return` may stand at the top and `#!` on the first line, or one
 * with the types of TypeScript; finds its first mistake.
 */
export function checkScript(source: string, filename: string): ScriptProblem | undefined {
  const mistake = findMistake(source);
  if (mistake === undefined) return undefined;
  const { message, line, column } = mistake;
  const text = source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? '';
  const place = `${filename}:${line}:${column}`;
  return { message: `${message} (${place})`, line, column, excerpt: excerptOf(text, column - 1) };
}

type Mistake = Omit<ScriptProblem, 'excerpt'>;

function findMistake(source: string): Mistake | undefined {
  const mistake = findScriptMistake(source);
  if (mistake === undefined) return undefined;
  const stripped = stripTypeScript(source);
  if (stripped === undefined) return mistake;
  if (stripped.kind === 'stripped')
    return stripped.text === source ? mistake : findScriptMistake(stripped.text);
  // A parser of JavaScript ends at the first type.
  return isBehind(stripped.mistake, mistake) ? stripped.mistake : mistake;
}

function findScriptMistake(source: string): Mistake | undefined {
  try {
    parseScript(source, 2021);
    return undefined;
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    const { line, column } = loc ?? { line: 1, column: 0 };
    const reason = explainSyntax(source) ?? message.replace(/ \(\d+:\d+\)$/, '');
    return { message: reason, line, column: column + 1 };
  }
}

function isBehind(a: Mistake, b: Mistake): boolean {
  return a.line > b.line || (a.line === b.line && a.column > b.column);
}

const EXCERPT_WIDTH = 120;

/** A minified line can be very long; what is shown is the part around the place. */
function excerptOf(text: string, column: number): string {
  const from = Math.max(0, column - EXCERPT_WIDTH / 2);
  const part = text.slice(from, from + EXCERPT_WIDTH).replaceAll('\t', ' ');
  return `${part}\n${' '.repeat(column - from)}^`;
}
