import type { Cassette } from '@upshot/trial/cassette/cassette-schema';
import type { OpenCassette } from '@upshot/trial/cassette/open-cassette';
import type { TrialInput } from '@upshot/trial/run-trial';
import { ApiFailure } from '../api/api-failure.ts';
import type { Api } from '../api/api.ts';
import type { Run } from '../api/entities.ts';
import type { Terminal } from '../terminal.ts';
import { readText } from '../input/read-text.ts';
import type { SurroundingOptions } from './options.ts';
import { readJsonObject } from './read-json.ts';
import { readVariables } from './read-variables.ts';
import { readScript } from './read-script.ts';

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

/** Reads the cassette of a run; undefined, with a note, where there is none that this token may read. */
export async function readRecordedRun(
  api: Api,
  { id }: Run,
  terminal: Terminal,
): Promise<GivenCassette | undefined> {
  try {
    const answer = await api.get<object>(['runs', id, 'cassette']);
    const { readCassette } = await import('@upshot/trial/cassette/read-cassette');
    return { cassette: readCassette(JSON.stringify(answer), `run ${id}`), source: `run ${id}` };
  } catch (error) {
    if (!(error instanceof ApiFailure) || ![403, 404].includes(error.status)) throw error;
    const reason = error.status === 403 ? 'its cassette takes a token of scope admin' : 'it was not recorded';
    terminal.note(`Run ${id} is not replayed: ${reason}. Requests are answered by rules.`);
    return undefined;
  }
}

/** Prepares a replay: of the recorded script where no file is named. Given variables replace recorded ones. */
export async function prepareReplay(
  { cassette, source }: GivenCassette,
  named: string | undefined,
  options: ReplayOptions & SurroundingOptions,
): Promise<PreparedReplay> {
  const opened = await openGiven(cassette, options);
  const recorded = { file: cassette.script.name, source: opened.source };
  const script = named === undefined ? recorded : await readScript(named);
  const { activity, project, variables, secrets, storage, tape, replay, answerer } = opened;
  const texts = { activity, activitySource: source, project, variables, secrets };
  return { script, ...texts, storage, tape, replay, answerer, cassette };
}

/** Opens a cassette; given variables replace recorded ones. */
export async function openGiven(
  cassette: Cassette,
  options: ReplayOptions & SurroundingOptions,
): Promise<OpenCassette> {
  const { openCassette } = await import('@upshot/trial/cassette/open-cassette');
  const given = await readVariables(options);
  return openCassette(cassette, {
    variables: readJsonObject(given.text, 'the variables'),
    secrets: given.secrets,
    match: options.match ?? 'exact',
  });
}
