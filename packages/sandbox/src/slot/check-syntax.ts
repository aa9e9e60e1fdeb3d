import { compileFunction, Script } from 'node:vm';
import type { ReportedError } from '../messages.ts';
import { withoutNames } from './without-names.ts';

/** What a source is: a classic script, a function's body (it has a `return` at the top), or the mistake in it. */
type Syntax = 'script' | 'body' | ReportedError;

/**
 * Compiles, and never runs, a source: as a script, and if it is none as a function body by itself, so that nothing in
 * it can close the function that is put around it later.
 */
export function checkSyntax(source: string, filename: string): Syntax {
  if (isScript(source)) return 'script';
  try {
    compileFunction(withoutNames(source), [], { filename });
    return 'body';
  } catch (error) {
    return describe(error as Error, filename);
  }
}

function isScript(source: string): boolean {
  try {
    return new Script(source) instanceof Script;
  } catch {
    return false;
  }
}

/**
 * V8 puts `file:line`, the source line and a line of carets before the message. Where it has no width to mark, the
 * blanks before the carets are all there is.
 */
function describe(error: Error, filename: string): ReportedError {
  const [place = '', , carets = ''] = (error.stack ?? '').split('\n');
  const { name, message } = error;
  const lineText = place.startsWith(`${filename}:`) ? place.slice(filename.length + 1) : '';
  const line = Number.parseInt(lineText, 10);
  if (Number.isNaN(line)) return { name, message, stack: `${name}: ${message}` };
  const caret = carets.indexOf('^');
  const column = (caret < 0 ? carets.length : caret) + 1;
  return { name, message, stack: `${name}: ${message}\n    at ${filename}:${line}:${column}`, line, column };
}
