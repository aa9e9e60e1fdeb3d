import { explainSyntax } from './explain-syntax.ts';
import { parseScript } from './parse-script.ts';

/** Why a script cannot be saved. `line` and `column` count from 1. */
export interface ScriptProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The line, and below it a caret at the place. */
  readonly excerpt: string;
}

/**
 * Checks that a source is an ES2021 script, in which `return` may stand at the top and `#!` on the first line; finds
 * its first mistake.
 */
export function checkScript(source: string, filename: string): ScriptProblem | undefined {
  try {
    parseScript(source, 2021);
    return undefined;
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    const { line, column } = loc ?? { line: 1, column: 0 };
    const reason = explainSyntax(source) ?? message.replace(/ \(\d+:\d+\)$/, '');
    const text = source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? '';
    const place = `${filename}:${line}:${column + 1}`;
    return { message: `${reason} (${place})`, line, column: column + 1, excerpt: excerptOf(text, column) };
  }
}

const EXCERPT_WIDTH = 120;

/** A minified line can be very long; what is shown is the part around the place. */
function excerptOf(text: string, column: number): string {
  const from = Math.max(0, column - EXCERPT_WIDTH / 2);
  const part = text.slice(from, from + EXCERPT_WIDTH).replaceAll('\t', ' ');
  return `${part}\n${' '.repeat(column - from)}^`;
}
