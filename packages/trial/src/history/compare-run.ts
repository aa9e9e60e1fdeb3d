import type { Sandbox } from '@upshot/sandbox/sandbox';
import type { Cassette } from '../cassette/cassette-schema.ts';
import { compareResult, resultOf } from '../cassette/compare-result.ts';
import type { OpenCassette } from '../cassette/open-cassette.ts';
import type { Deviation } from '../cassette/replay.ts';
import { runTrial, type TrialInput } from '../run-trial.ts';
import type { Trial } from '../trial.ts';
import { compareWithLog, effectsOf, verdictOf, type Verdict } from './compare-history.ts';
import { answerByLog, readKnownRun, type LoggedRun } from './known-run.ts';

/** What a past run is made again on: its cassette, or else what is left of its surroundings. */
export type PastInputs =
  | { readonly kind: 'recorded'; readonly cassette: Cassette; readonly opened: OpenCassette }
  | ({ readonly kind: 'logged' } & Surroundings);

type Surroundings = Pick<TrialInput, 'activity' | 'project' | 'variables' | 'secrets'>;

/** How a script is run on the past. */
export interface Repetition {
  readonly sandbox: Sandbox;
  readonly script: TrialInput['script'];
  /** Parts that do not count. */
  readonly ignored: ReadonlySet<string>;
  readonly manner: Pick<TrialInput, 'limits' | 'owner' | 'yields' | 'maxHintLength'>;
  readonly signal?: AbortSignal;
}

/** What became of a past run. */
export interface ComparedRun {
  readonly verdict: Verdict;
  /** Whether its cassette could be compared in everything; else only what the log knows was. */
  readonly isExact: boolean;
  readonly outcome: Trial['outcome'];
  readonly differences: readonly Deviation[];
  /** The processor time it took. */
  readonly cpuMs: number;
}

/** Makes a past run again with another script, and compares what both did. Nothing is sent. */
export async function compareRun(
  repetition: Repetition,
  run: LoggedRun,
  inputs: PastInputs,
): Promise<ComparedRun> {
  const { trial, deviations, isExact } =
    inputs.kind === 'recorded' ? await replay(repetition, inputs) : await repeat(repetition, run, inputs);
  const differences = effectsOf(deviations).filter(({ part }) => !repetition.ignored.has(part));
  const verdict = verdictOf(run.outcome, trial.outcome, differences.length > 0);
  return { verdict, isExact, outcome: trial.outcome, differences, cpuMs: trial.usage.cpu_ms };
}

interface Repeated {
  readonly trial: Trial;
  readonly deviations: readonly Deviation[];
  readonly isExact: boolean;
}

async function replay(
  { sandbox, script, manner, signal }: Repetition,
  { cassette, opened }: Extract<PastInputs, { kind: 'recorded' }>,
): Promise<Repeated> {
  const input = { ...opened, ...manner, script, activitySource: 'a recorded run' };
  const { trial } = await runTrial(sandbox, input, signal);
  const deviations = [...opened.replay.finish(), ...compareResult(cassette.result, resultOf(trial))];
  return { trial, deviations, isExact: cassette.exact };
}

/** Requests get the statuses that the log noted; nothing is stored before. */
async function repeat(
  { sandbox, script, manner, signal }: Repetition,
  run: LoggedRun,
  { activity, project, variables, secrets }: Surroundings,
): Promise<Repeated> {
  const known = readKnownRun(run);
  const input = { script, activity, project, variables, secrets, ...manner };
  const { trial } = await runTrial(
    sandbox,
    { ...input, activitySource: 'a past run', storage: new Map(), answerer: answerByLog(known) },
    signal,
  );
  return { trial, deviations: compareWithLog(known, trial), isExact: false };
}
