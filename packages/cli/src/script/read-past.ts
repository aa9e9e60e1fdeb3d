import { parseExactly } from '@upshot/shared/exact-json';
import { chooseActivity } from '../activities/choose-activity.ts';
import type { Api } from '../api/api.ts';
import type { Activity, Run, Variable } from '../api/entities.ts';
import { chooseProject } from '../choose-project.ts';
import { Failure } from '../failure.ts';
import { chooseIntegration } from '../integrations/choose-integration.ts';
import { chooseRun } from '../runs/choose-run.ts';
import type { Session } from '../session.ts';
import type { ActivityOptions, RequestOptions, SurroundingOptions } from './options.ts';
import { readRecordedRun, type GivenCassette } from './prepare-replay.ts';
import type { GivenActivity } from './read-activity.ts';
import { readStorageOf } from './read-storage-of.ts';

/** What a trial takes from the server. */
export interface PastInputs {
  readonly cassette?: GivenCassette;
  readonly activity?: GivenActivity;
  readonly variables?: readonly (readonly [name: string, value: unknown])[];
  /** The JSON text of each value. */
  readonly storage?: ReadonlyMap<string, string>;
}

/** Reads what `--past`, `--run`, `--vars-of` and `--storage-of` name. Without these the server is not asked. */
export async function readFromServer(
  session: Session,
  options: ActivityOptions & SurroundingOptions & RequestOptions,
): Promise<PastInputs> {
  const { past, run: runId, varsOf, storageOf } = options;
  const { terminal } = session;
  // What was recorded gives way to what is asked for now.
  const asked = [options.respond, options.rules, options.live, options.set, options.storage, storageOf];
  const mayReplay = asked.every((it) => it === undefined);
  if ([past, runId, varsOf, storageOf].every((it) => it === undefined)) return {};
  const project = await chooseProject(session);
  const { api } = project;
  const run = runId === undefined ? undefined : await chooseRun(api, runId);
  const cassette = run === undefined || !mayReplay ? undefined : await readRecordedRun(api, run, terminal);
  if (cassette !== undefined) return { cassette };
  const named = varsOf === undefined ? undefined : await chooseIntegration(session, project, varsOf);
  const integration = named?.id ?? run?.integration;
  const activity = await readGiven(api, run, past);
  return {
    ...(activity === undefined ? {} : { activity }),
    ...(integration === undefined ? {} : { variables: await readVariablesOf(api, integration) }),
    ...(storageOf === undefined ? {} : { storage: await readStorageOf(session, project, storageOf) }),
  };
}

async function readGiven(
  api: Api,
  run: Run | undefined,
  past: string | undefined,
): Promise<GivenActivity | undefined> {
  if (run !== undefined) return await readActivityOf(api, run);
  return past === undefined ? undefined : await readPastActivity(api, past);
}

/** A recorded activity: by its id or its beginning, `last`, or `failed`, which is that of the last failed run. */
async function readPastActivity(api: Api, which: string): Promise<GivenActivity> {
  if (which !== 'failed') {
    return describe(await chooseActivity(api, which === 'last' ? undefined : which, {}));
  }
  const [failed] = await api.get<Run[]>(['runs'], { outcome: 'failed', count: 1 });
  if (failed === undefined) throw new Failure('No run has failed.');
  return await readActivityOf(api, failed);
}

/** The activity of a run, in the state that it answered. */
export async function readActivityOf(
  api: Api,
  run: Pick<Run, 'id' | 'activity' | 'activity_state'>,
): Promise<GivenActivity> {
  const activity = await api.get<Activity>(['activities', run.activity]);
  if (activity.state !== run.activity_state) {
    const states = `it was ${run.activity_state} in run ${run.id}, and is ${activity.state} now`;
    throw new Failure(`The server shows activity ${run.activity} in its latest state only: ${states}.`);
  }
  return describe(activity, ` of run ${run.id}`);
}

/** The links are the server's, not the producer's. */
function describe(activity: Activity, what = ''): GivenActivity {
  const own = Object.entries(activity).filter(([name]) => name !== '_links');
  return { text: JSON.stringify(Object.fromEntries(own)), source: `activity ${activity.id}${what}` };
}

/** What is sensitive cannot be read: it becomes `<name>`. */
export async function readVariablesOf(
  api: Api,
  integration: string,
): Promise<NonNullable<PastInputs['variables']>> {
  const variables = await api.get<Variable[]>(['integrations', integration, 'variables']);
  return variables.map(({ name, value = '', is_sensitive: isSensitive, is_json: isJson }) => {
    if (isSensitive) return [name, `<${name}>`];
    return [name, isJson ? parseExactly(value) : value];
  });
}
