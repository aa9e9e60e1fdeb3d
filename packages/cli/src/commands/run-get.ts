import { Option } from 'commander';
import type { Run } from '../api/entities.ts';
import { chooseProject, type ProjectApi } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { exitCodes, silentFailure, type ExitCode } from '../failure.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';
import { isWholeJson } from '../output/whole-json.ts';
import { chooseRun } from '../runs/choose-run.ts';
import { explainRunError } from '../runs/explain-run-error.ts';
import { waitForRuns } from '../runs/follow-runs.ts';
import { outputText } from '../runs/output-text.ts';
import type { Terminal } from '../terminal.ts';

interface Options extends EntityOptions {
  readonly watch?: true;
}

/** `run:get` */
export const runGet = defineCommand<Options>({
  name: 'run:get',
  summary: 'Shows a run with its output and its attempts',
  details:
    'With --watch it waits until the run has ended, and the exit code says how, as that of script:run: 10 when it ' +
    'failed, 124 when its time was used up, 11 at another limit or a crash, 1 when it was cancelled.',
  arguments: { '[id]': 'the run, or how its id begins (default: the newest)' },
  options: [...entityOptions, new Option('-w, --watch', 'wait until it has ended; the exit code says how')],
  async run(session, { args: [id], options }) {
    const { api } = await chooseProject(session);
    const found = await chooseRun(api, id);
    const run = options.watch === true ? await waitForEnd(session.terminal, api, found) : found;
    const shown = isWholeJson({ format: options.format }) ? run : withPlainOutput(run);
    await printEntity(session.terminal, shown, options, hasRetries(run) ? [] : ['attempts']);
    const isWhole = options.property === undefined && options.format === 'table';
    const place = isWhole ? await explainRunError(api, run) : undefined;
    if (place !== undefined) session.terminal.output(`\n${place}\n`);
    const exitCode = options.watch === true ? exitCodeOf(run) : exitCodes.ok;
    if (exitCode !== exitCodes.ok) throw silentFailure(exitCode);
  },
});

async function waitForEnd(terminal: Terminal, api: ProjectApi['api'], run: Run): Promise<Run> {
  if (run.state === 'finished') return run;
  terminal.note(`Waiting for the run ${run.id} of ${run.integration_name}...`, 'dim');
  await waitForRuns(api, [run.id], Infinity);
  return await api.get<Run>(['runs', run.id]);
}

function exitCodeOf({ outcome }: Run): ExitCode {
  switch (outcome) {
    case 'succeeded':
      return exitCodes.ok;
    case 'failed':
      return exitCodes.failed;
    case 'timed_out':
      return exitCodes.timedOut;
    case 'cancelled':
      return exitCodes.general;
    default:
      return exitCodes.exhausted;
  }
}

/** The only attempt of a run says what the run says already. */
function hasRetries({ attempts }: Run): boolean {
  return Array.isArray(attempts) && attempts.length > 1;
}

function withPlainOutput(run: Run): Run {
  return { ...run, output: outputText(run) };
}
