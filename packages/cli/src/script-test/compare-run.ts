import type { Deviation } from '@upshot/trial/cassette/replay';
import type { Verdict } from '@upshot/trial/history/compare-history';
import { compareRun, type PastInputs, type Repetition } from '@upshot/trial/history/compare-run';
import type { Api } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import type { Run } from '../api/entities.ts';
import { Failure } from '../failure.ts';
import { openGiven } from '../script/prepare-replay.ts';
import { readActivityOf, readVariablesOf } from '../script/read-past.ts';
import { readProject } from '../script/read-project.ts';
import { readVariables } from '../script/read-variables.ts';
import type { HistoryOptions } from './history-options.ts';

/** A run, and what the script does on it now. */
export interface Compared {
  readonly run: Pick<Run, 'id' | 'activity_type' | 'outcome' | 'script_version' | 'created_at'>;
  /** `skipped`: the run can no longer be repeated. */
  readonly verdict: Verdict | 'skipped';
  /** Whether it was recorded; else only what the log knows is compared. */
  readonly isExact: boolean;
  /** How it ends now; why it was skipped. */
  readonly outcome: string;
  readonly differences: readonly Deviation[];
}

/** Repeats a run with the script, from its cassette if it has one. */
export async function comparePast(
  api: Api,
  repetition: Repetition,
  run: Run,
  options: HistoryOptions,
): Promise<Compared> {
  try {
    const logged = { outcome: run.outcome ?? '', error: run.error, output: run.output };
    return { run, ...(await compareRun(repetition, logged, await readInputs(api, run, options))) };
  } catch (error) {
    const isGone = error instanceof Failure && (!(error instanceof ApiFailure) || error.status === 404);
    if (!isGone) throw error;
    return { run, verdict: 'skipped', isExact: false, outcome: error.message, differences: [] };
  }
}

async function readInputs(api: Api, run: Run, options: HistoryOptions): Promise<PastInputs> {
  const cassette = await readCassetteOf(api, run);
  if (cassette !== undefined)
    return { kind: 'recorded', cassette, opened: await openGiven(cassette, options) };
  const activity = await readActivityOf(api, run);
  const past = await readVariablesOf(api, run.integration);
  const { text: variables, secrets } = await readVariables(options, past.map(asUrl));
  const project = await readProject(undefined, activity.text);
  return { kind: 'logged', activity: activity.text, project, variables, secrets };
}

async function readCassetteOf(api: Api, { id }: Run) {
  try {
    const answer = await api.get<object>(['runs', id, 'cassette']);
    const { readCassette } = await import('@upshot/trial/cassette/read-cassette');
    return readCassette(JSON.stringify(answer), `run ${id}`);
  } catch (error) {
    if (error instanceof ApiFailure && [403, 404].includes(error.status)) return undefined;
    throw error;
  }
}

/** What is sensitive cannot be read; where it was a URL by its name, it must be one. */
function asUrl([name, value]: readonly [string, unknown]): readonly [string, unknown] {
  const isHidden = value === `<${name}>`;
  return [name, isHidden && /ur[il]|hook|endpoint/i.test(name) ? 'https://hidden.invalid/' : value];
}
