import { ApiFailure } from '../api/api-failure.ts';
import { exitCodes, Failure } from '../failure.ts';

/**
 * Turns the server's "this is invalid" into a list of what is wrong and exit code 4; throws anything else as it is.
 * `rename` says where what the server names stands.
 */
export function rejectInvalid(
  statement: string,
  rename: (finding: string) => string = (finding) => finding,
): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ApiFailure) || error.status !== 400) throw error;
    const findings = error.findings.length > 0 ? error.findings : [error.message];
    const count = findings.length === 1 ? 'error was' : `${findings.length} errors were`;
    const list = findings.map((finding) => `  * ${rename(finding)}`).join('\n');
    const text = `${statement}\nThe following ${count} found:\n${list}`;
    throw new Failure(text, exitCodes.integration, { cause: error });
  };
}
