import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { exitCodes, Failure, silentFailure } from '../failure.ts';
import { exitCodeOf } from '../script/exit-code.ts';
import { openAnswerer } from '../script/open-answerer.ts';
import {
  activityOptions,
  limitOptions,
  readLimits,
  requestOptions,
  surroundingOptions,
} from '../script/options.ts';
import { prepareTrial, type TrialOptions } from '../script/prepare-trial.ts';
import { printTrial, type PrintOptions } from '../script/print-trial.ts';
import { saveStorage } from '../script/storage-file.ts';
import type { Session } from '../session.ts';

interface Options extends TrialOptions, PrintOptions {}

/** `script:run` */
export const scriptRun = defineCommand<Options>({
  name: 'script:run',
  summary: 'Runs a script on trial, without a server, and shows what it did and would have done',
  details:
    `Requests are answered by rules and not sent, unless --live is given; what the script stores is kept apart.
Limits, masking and the sandbox are those of a worker. Variables are masked when their name or value looks like a
secret. The exit code says how the run ended.`.replaceAll('\n', ' '),
  arguments: { '<file>': 'the script, - for standard input' },
  options: [
    ...activityOptions,
    ...surroundingOptions,
    ...requestOptions,
    ...limitOptions,
    new Option('--json', 'print the whole trial as one JSON object'),
    new Option('--quiet-effects', 'leave out what the script sent and stored'),
    new Option('--show-secrets', 'mask nothing'),
  ],
  async run(session, { args: [file = ''], options }) {
    if (options.showSecrets === true) await confirmSecrets(session);
    const exitCode = await runScript(session, file, options).catch(asFailure);
    if (exitCode !== exitCodes.ok) throw silentFailure(exitCode);
  },
});

/** A terminal forgets; a pipe or a file may not. */
async function confirmSecrets({ prompts }: Session): Promise<void> {
  if (!process.stdout.isTTY) await prompts.confirm('Write secrets to a pipe or a file?');
}

/** The slot starts first: it gets ready while the files are read. */
async function runScript({ terminal }: Session, file: string, options: Options) {
  const { openTrialSandbox } = await import('@upshot/trial/trial-sandbox');
  const sandbox = openTrialSandbox(readLimits(options));
  try {
    const prepared = await prepareTrial(file, options);
    await using answerer = await openAnswerer(options);
    const { runTrial } = await import('@upshot/trial/run-trial');
    const finished = await runTrial(sandbox, { ...prepared, answerer: answerer.create() });
    printTrial(terminal, finished, prepared.script.source, options);
    if (options.saveStorage !== undefined) await saveStorage(options.saveStorage, finished.storage);
    return exitCodeOf(finished);
  } finally {
    await sandbox.close();
  }
}

/** What is wrong with a file of the author is said as it is. */
function asFailure(error: unknown): never {
  const isTheirs = error instanceof Error && error.name === 'DocumentFault';
  throw isTheirs ? new Failure(error.message, exitCodes.general, { cause: error }) : error;
}
