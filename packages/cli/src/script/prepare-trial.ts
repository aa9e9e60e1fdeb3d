import type { TrialInput } from '@upshot/trial/run-trial';
import { exitCodes, Failure } from '../failure.ts';
import type {
  ActivityOptions,
  CassetteOptions,
  LimitOptions,
  RequestOptions,
  SurroundingOptions,
} from './options.ts';
import { readLimits } from './options.ts';
import type { Session } from '../session.ts';
import { prepareReplay, readCassetteFile, type PreparedReplay } from './prepare-replay.ts';
import { readActivity } from './read-activity.ts';
import { readFromServer } from './read-past.ts';
import { readProject } from './read-project.ts';
import { readScript } from './read-script.ts';
import { readVariables } from './read-variables.ts';
import { readStorage } from './storage-file.ts';

/** The options that say what a trial runs on. */
export interface TrialOptions
  extends ActivityOptions, SurroundingOptions, RequestOptions, CassetteOptions, LimitOptions {
  readonly showSecrets?: true;
}

/** Everything of a trial but what answers its requests, unless that was recorded. */
export type PreparedTrial = Omit<TrialInput, 'answerer'> &
  Partial<Pick<PreparedReplay, 'answerer' | 'cassette'>>;

/** Reads the script and all that is given to it; throws a Failure for what cannot be used. */
export async function prepareTrial(
  session: Session,
  file: string,
  options: TrialOptions,
): Promise<PreparedTrial> {
  const script = await readScript(file);
  const { checkSource } = await import('@upshot/trial/check-source');
  const mistake = checkSource(script.source, script.file);
  if (mistake !== undefined) throw new Failure(mistake, exitCodes.syntax);
  const around = { showSecrets: options.showSecrets === true, limits: readLimits(options) };
  if (options.replay !== undefined) {
    const given = await readCassetteFile(options.replay);
    return { ...(await prepareReplay(given, script, options)), ...around };
  }
  const past = await readFromServer(session, options);
  const activity = await readActivity(options, script.source, past.activity);
  const { text: variables, secrets } = await readVariables(options, past.variables);
  return {
    script,
    activity: activity.text,
    activitySource: activity.source,
    project: await readProject(options.projectJson, activity.text),
    variables,
    secrets,
    storage: await readStorage(options.storage),
    isStrict: options.strict === true,
    ...around,
    ...(options.record === undefined ? {} : { isRecorded: true, tape: 'record' }),
  };
}
