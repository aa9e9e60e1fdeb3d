import { compileFunction } from 'node:vm';
import type { ReportedError } from '../messages.ts';

/**
 * Compiles, and never runs, a script as a function body by itself, so that nothing in it can close the function
 * that is put around it later. Gives the syntax error, if there is one, with its place.
 */
export function checkSyntax(source: string, filename: string): ReportedError | undefined {
  try {
    compileFunction(source, [], { filename });
    return undefined;
  } catch (error) {
    return describe(error as Error, filename);
  }
}

/** V8 puts `file:line`, the source line and a line of carets before the message. */
function describe(error: Error, filename: string): ReportedError {
  const [place = '', excerpt = '', carets = ''] = (error.stack ?? '').split('\n');
  const { name, message } = error;
  const lineText = place.startsWith(`${filename}:`) ? place.slice(filename.length + 1) : '';
  const line = Number.parseInt(lineText, 10);
  if (Number.isNaN(line)) return { name, message, stack: `${name}: ${message}` };
  const caret = carets.indexOf('^');
  const column = caret < 0 ? excerpt.length + 1 : caret + 1;
  return { name, message, stack: `${name}: ${message}\n    at ${filename}:${line}:${column}`, line, column };
}
