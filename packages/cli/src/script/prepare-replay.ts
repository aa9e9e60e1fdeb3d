import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import type { TrialInput } from '@upshot/trial/run-trial';
import { readText } from '../input/read-text.ts';
import type { SurroundingOptions } from './options.ts';
import { readJsonObject } from './read-json.ts';
import { readVariables } from './read-variables.ts';
import type { ScriptFile } from './read-script.ts';

/** What a replay is about. */
export interface ReplayOptions {
  readonly replay?: string;
  readonly match?: 'exact' | 'loose';
}

/** A recorded run, and where it came from. */
export interface GivenCassette {
  readonly cassette: Cassette;
  readonly source: string;
}

/** What a trial that replays a recording runs on, but for its limits. */
export type PreparedReplay = Omit<TrialInput, 'limits' | 'isStrict' | 'showSecrets'> & {
  readonly replay: NonNullable<TrialInput['replay']>;
  readonly cassette: Cassette;
};

/** Reads the cassette that `--replay` names. */
export async function readCassetteFile(file: string): Promise<GivenCassette> {
  const { readCassette } = await import('@upshot/trial/cassette/read-cassette');
  return { cassette: readCassette(await readText(file), file), source: file };
}

/** Prepares a replay: variables that are given take the place of recorded ones. */
export async function prepareReplay(
  { cassette, source }: GivenCassette,
  script: ScriptFile,
  options: ReplayOptions & SurroundingOptions,
): Promise<PreparedReplay> {
  const { openCassette } = await import('@upshot/trial/cassette/open-cassette');
  const given = await readVariables(options);
  const opened = openCassette(cassette, {
    variables: readJsonObject(given.text, 'the variables'),
    secrets: given.secrets,
    match: options.match ?? 'exact',
  });
  const { activity, project, variables, secrets, storage, tape, replay, answerer } = opened;
  const texts = { activity, activitySource: source, project, variables, secrets };
  return { script, ...texts, storage, tape, replay, answerer, cassette };
}
