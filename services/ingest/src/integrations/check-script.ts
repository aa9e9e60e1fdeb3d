import { Problem } from '@upshot/shared/problem';
import { checkScript } from '@upshot/sandbox/check-script';

/** Throws the problem `invalid_script`, with line and column, unless the source compiles as a script. */
export function requireScript(source: string): void {
  const fault = checkScript(source, 'script.js');
  if (fault === undefined) return;
  const message = `line ${fault.line}, column ${fault.column}: ${fault.message}\n${fault.excerpt}`;
  throw new Problem('invalid_script', message, { fields: { script: message } });
}
