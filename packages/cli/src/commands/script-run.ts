import type { TrialSandbox } from '@upshot/trial/trial-sandbox';
import { Option } from 'commander';
import { defineCommand } from '../command.ts';
import { exitCodes, silentFailure, type ExitCode } from '../failure.ts';
import { describeReplay } from '../script/describe-replay.ts';
import { exitCodeOf } from '../script/exit-code.ts';
import { openAnswerer } from '../script/open-answerer.ts';
import { saveCassette } from '../script/cassette-file.ts';
import {
  activityOptions,
  cassetteOptions,
  limitOptions,
  readLimits,
  requestOptions,
  surroundingOptions,
} from '../script/options.ts';
import { passDocumentFaults } from '../script/pass-document-faults.ts';
import { prepareTrial, type TrialOptions } from '../script/prepare-trial.ts';
import { printTrial, type PrintOptions } from '../script/print-trial.ts';
import { recentActivities } from '../script/recent-activities.ts';
import { runOnChanges } from '../script/run-on-changes.ts';
import { saveStorage } from '../script/storage-file.ts';
import type { WatchMode } from '../script/watch-files.ts';
import type { Session } from '../session.ts';

interface Options extends TrialOptions, PrintOptions {
  readonly watch?: WatchMode;
}

/** `script:run` */
export const scriptRun = defineCommand<Options>({
  name: 'script:run',
  summary: 'Runs a script on trial, without a server, and shows what it did and would have done',
  details:
    `Requests are answered by rules and not sent, unless --live is given; what the script stores is kept apart.
Limits, masking and the sandbox are those of a worker. Variables are masked when their name or value looks like a
secret. The exit code says how the run ended. Only --past, --run and --vars-of need a server.`.replaceAll(
      '\n',
      ' ',
    ),
  arguments: { '[file]': 'the script, - for standard input; a replay brings its own' },
  options: [
    ...activityOptions,
    ...surroundingOptions,
    ...requestOptions,
    ...cassetteOptions,
    ...limitOptions,
    new Option(
      '-w, --watch [mode]',
      'again when a file changes; poll looks twice a second, for shared file systems',
    )
      .choices(['events', 'poll'])
      .preset('events'),
    new Option('--json', 'print the whole trial as one JSON object'),
    new Option('--quiet-effects', 'leave out what the script sent and stored'),
    new Option('--show-secrets', 'mask nothing'),
  ],
  async run(session, { args: [file], options }) {
    if (options.showSecrets === true) await confirmSecrets(session);
    const exitCode = await runScript(session, file, options);
    if (exitCode !== exitCodes.ok) throw silentFailure(exitCode);
  },
});

/** A terminal forgets; a pipe or a file may not. */
async function confirmSecrets({ prompts }: Session): Promise<void> {
  if (!process.stdout.isTTY) await prompts.confirm('Write secrets to a pipe or a file?');
}

/** The slot starts first: it gets ready while the files are read. */
async function runScript(session: Session, file: string | undefined, options: Options): Promise<ExitCode> {
  const { openTrialSandbox } = await import('@upshot/trial/trial-sandbox');
  const sandbox = openTrialSandbox(readLimits(options));
  let current = options;
  const run = () => runOnce(session, sandbox, file, current).catch(passDocumentFaults);
  const recent = recentActivities(session);
  const another = async () => {
    current = { ...onlyPast(options), past: await recent() };
  };
  try {
    if (options.watch === undefined) return await run();
    const files = [
      file,
      options.activity,
      options.rules,
      options.varsFile,
      options.storage,
      options.projectJson,
      options.replay,
    ];
    const named = files.filter((name) => name !== undefined && name !== '-');
    await runOnChanges(session.terminal, { files: named as string[], mode: options.watch, run, another });
    return exitCodes.ok;
  } finally {
    await sandbox.close();
  }
}

/** The options without those that choose an activity. */
function onlyPast(options: Options): Options {
  const { sample: _sample, activity: _activity, run: _run, replay: _replay, ...rest } = options;
  return rest;
}

async function runOnce(
  session: Session,
  sandbox: TrialSandbox,
  file: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const { cassette, ...prepared } = await prepareTrial(session, file, options);
  await using opened = await openAnswerer(options);
  const { runTrial } = await import('@upshot/trial/run-trial');
  const input = { answerer: opened.answerer, ...prepared };
  const finished = await runTrial(sandbox, input);
  const replayed = cassette && (await describeReplay(cassette, input, finished));
  printTrial(session.terminal, { ...finished, replayed }, prepared.script.source, options);
  if (options.saveStorage !== undefined) await saveStorage(options.saveStorage, finished.storage);
  await saveCassette(prepared, finished, options);
  return replayed?.deviations.length ? exitCodes.different : exitCodeOf(finished);
}
