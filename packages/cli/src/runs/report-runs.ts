import type { Api } from '../api/api.ts';
import type { Run } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { explainRunError } from './explain-run-error.ts';
import type { Terminal } from '../terminal.ts';
import { followRuns, type EndedRun } from './follow-runs.ts';
import { outputText } from './output-text.ts';

/** Prints the output of runs as they finish, and returns those that did so within `timeoutSeconds`. */
export async function printRuns(
  terminal: Terminal,
  api: Api,
  ids: readonly string[],
  timeoutSeconds: number,
): Promise<readonly EndedRun[]> {
  const runs: EndedRun[] = [];
  terminal.note(`Waiting for ${ids.length === 1 ? 'the run' : `${ids.length} runs`}...`, 'dim');
  for await (const run of followRuns(api, ids, timeoutSeconds)) {
    runs.push(run);
    const text = `Run ${run.id} (integration ${run.integration_name}): ${run.outcome}`;
    if (hasFailed(run)) terminal.warn(text, 'red');
    else terminal.note(text, 'green');
    terminal.output(outputText({ output: run.output ?? '' }));
    if (run.error === undefined || run.error === null) continue;
    terminal.warn(describeError(run.error), 'red');
    const place = await explainRunError(api, run);
    if (place !== undefined) terminal.warn(place);
  }
  return runs;
}

/** Throws when a run failed, or is missing because it did not finish in time. */
export function requireSuccess(
  ids: readonly string[],
  runs: readonly EndedRun[],
  timeoutSeconds: number,
): void {
  const failed = runs.filter(hasFailed).length;
  if (failed > 0) throw new Failure(`${failed} of ${ids.length} runs failed.`);
  const open = ids.length - runs.length;
  if (open > 0) throw new Failure(`${open} of ${ids.length} runs did not finish within ${timeoutSeconds} s.`);
}

function describeError({ name, message, line, column }: NonNullable<Run['error']>): string {
  const place = line !== null ? ` (line ${line}${column !== null ? `, column ${column}` : ''})` : '';
  return `${name}: ${message}${place}`;
}

function hasFailed({ outcome }: EndedRun): boolean {
  return outcome !== 'succeeded';
}
