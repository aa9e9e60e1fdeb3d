import { compareResult, resultOf } from '@upshot/trial/cassette/compare-result';
import type { Deviation } from '@upshot/trial/cassette/replay';
import { compareWithLog, effectsOf, verdictOf, type Verdict } from '@upshot/trial/history/compare-history';
import { answerByLog, readKnownRun } from '@upshot/trial/history/known-run';
import { runTrial, type FinishedTrial } from '@upshot/trial/run-trial';
import type { TrialSandbox } from '@upshot/trial/trial-sandbox';
import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Run } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { prepareReplay, type GivenCassette } from '../script/prepare-replay.ts';
import { readActivityOf, readVariablesOf } from '../script/read-past.ts';
import { readProject } from '../script/read-project.ts';
import type { ScriptFile } from '../script/read-script.ts';
import { readVariables } from '../script/read-variables.ts';
import type { HistoryOptions } from './history-options.ts';

/** A run, and what the script does on it now. */
export interface Compared {
  readonly run: Run;
  /** `skipped`: the run can no longer be repeated. */
  readonly verdict: Verdict | 'skipped';
  /** Whether it was recorded; else only what the log knows is compared. */
  readonly isExact: boolean;
  readonly outcome: string;
  readonly differences: readonly Deviation[];
}

/** What the runs of a comparison share. */
export interface ComparisonTools {
  readonly api: Api;
  readonly sandbox: TrialSandbox;
  readonly script: ScriptFile;
  readonly options: HistoryOptions;
  readonly ignored: ReadonlySet<string>;
}

/** Repeats a run with the script, from its cassette if it has one. */
export async function compareRun(tools: ComparisonTools, run: Run): Promise<Compared> {
  const cassette = await readCassetteOf(tools.api, run);
  try {
    const repeated = cassette === undefined ? await repeatByLog(tools, run) : await replay(tools, cassette);
    const { trial, deviations, isExact } = repeated;
    const differences = effectsOf(deviations).filter(({ part }) => !tools.ignored.has(part));
    const verdict = verdictOf(run.outcome ?? '', trial.outcome, differences.length > 0);
    return { run, verdict, isExact, outcome: trial.outcome, differences };
  } catch (error) {
    const isGone = error instanceof Failure && (!(error instanceof ApiFailure) || error.status === 404);
    if (!isGone) throw error;
    return { run, verdict: 'skipped', isExact: false, outcome: error.message, differences: [] };
  }
}

interface Repeated extends Pick<FinishedTrial, 'trial'> {
  readonly deviations: readonly Deviation[];
  readonly isExact: boolean;
}

async function readCassetteOf(api: Api, { id }: Run): Promise<GivenCassette | undefined> {
  try {
    const answer = await api.get<object>(['runs', id, 'cassette']);
    const { readCassette } = await import('@upshot/trial/cassette/read-cassette');
    return { cassette: readCassette(JSON.stringify(answer), `run ${id}`), source: `run ${id}` };
  } catch (error) {
    if (error instanceof ApiFailure && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}

async function replay(
  { sandbox, script, options }: ComparisonTools,
  given: GivenCassette,
): Promise<Repeated> {
  const { cassette, ...prepared } = await prepareReplay(given, script, options);
  const { trial } = await runTrial(sandbox, { ...prepared, limits: {} });
  const deviations = [...prepared.replay.finish(), ...compareResult(cassette.result, resultOf(trial))];
  return { trial, deviations, isExact: cassette.exact };
}

async function repeatByLog({ api, sandbox, script, options }: ComparisonTools, run: Run): Promise<Repeated> {
  const activity = await readActivityOf(api, run);
  const past = await readVariablesOf(api, run.integration);
  const { text: variables, secrets } = await readVariables(options, past.map(asUrl));
  const known = readKnownRun({ outcome: run.outcome ?? '', error: run.error, output: run.output });
  const { trial } = await runTrial(sandbox, {
    script,
    activity: activity.text,
    activitySource: activity.source,
    project: await readProject(undefined, activity.text),
    variables,
    secrets,
    storage: new Map(),
    answerer: answerByLog(known),
    limits: {},
  });
  return { trial, deviations: compareWithLog(known, trial), isExact: false };
}

/** What is sensitive cannot be read; where it was a URL by its name, it must be one. */
function asUrl([name, value]: readonly [string, unknown]): readonly [string, unknown] {
  const isHidden = value === `<${name}>`;
  return [name, isHidden && /ur[il]|hook|endpoint/i.test(name) ? 'https://hidden.invalid/' : value];
}
