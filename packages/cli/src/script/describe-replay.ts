import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import type { ReplayReport } from '@upshot/trial/cassette/render-replay';
import type { FinishedTrial, TrialInput } from '@upshot/trial/run-trial';

/** What a replay adds to a trial. */
export type ReplayedTrial = ReplayReport;

/** Compares a replay that is over with the recording. */
export async function describeReplay(
  { recorded, script, exact, inexact_because: reasons = [], result }: Cassette,
  { replay }: Pick<TrialInput, 'replay'>,
  { trial }: FinishedTrial,
): Promise<ReplayedTrial> {
  const { compareResult, resultOf } = await import('@upshot/trial/cassette/compare-result');
  const deviations = [...(replay?.finish() ?? []), ...compareResult(result, resultOf(trial))];
  const isSameScript = script.sha256 === trial.script.sha256;
  return { recorded, exact, inexact_because: reasons, is_same_script: isSameScript, deviations };
}
