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
import { readScript, type ScriptFile } from './read-script.ts';
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
  file: string | undefined,
  options: TrialOptions,
): Promise<PreparedTrial> {
  const around = { showSecrets: options.showSecrets === true, limits: readLimits(options) };
  const past = await readFromServer(session, options);
  const cassette = options.replay === undefined ? past.cassette : await readCassetteFile(options.replay);
  if (cassette !== undefined) {
    const prepared = await prepareReplay(cassette, file, options);
    await refuseMistakes(prepared.script);
    return { ...prepared, ...around };
  }
  if (file === undefined) throw new Failure('Name a script: only a recorded run brings its own.');
  const script = await readScript(file);
  await refuseMistakes(script);
  const activity = await readActivity(options, script.source, past.activity);
  const { text: variables, secrets } = await readVariables(options, past.variables);
  return {
    script,
    activity: activity.text,
    activitySource: activity.source,
    project: await readProject(options.projectJson, activity.text),
    variables,
    secrets,
    storage: new Map([...(past.storage ?? []), ...(await readStorage(options.storage))]),
    isStrict: options.strict === true,
    ...around,
    ...(options.record === undefined ? {} : { isRecorded: true, tape: 'record' }),
  };
}

async function refuseMistakes({ source, file }: ScriptFile): Promise<void> {
  const { checkSource } = await import('@upshot/trial/check-source');
  const mistake = checkSource(source, file);
  if (mistake !== undefined) throw new Failure(mistake, exitCodes.syntax);
}
