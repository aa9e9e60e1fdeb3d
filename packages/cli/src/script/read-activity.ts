import { activityStates, type ActivityState } from '@upshot/shared/activity';
import { didYouMean } from '@upshot/shared/nearest';
import { Failure } from '../failure.ts';
import { readText } from '../input/read-text.ts';
import { setProperties } from '../input/set-properties.ts';
import type { ActivityOptions } from './options.ts';
import { readJsonObject } from './read-json.ts';

/** The activity of a trial as JSON text, and where it came from. */
export interface GivenActivity {
  readonly text: string;
  readonly source: string;
}

/** Reads or makes the activity; without an option, a sample of the first event that the script's header names. */
export async function readActivity(
  options: ActivityOptions,
  script: string,
  past?: GivenActivity,
): Promise<GivenActivity> {
  const given = past ?? (await findActivity(options, script));
  const activity = readJsonObject(given.text, given.source);
  if (options.set === undefined) return given;
  setProperties(activity, options.set);
  return { text: JSON.stringify(activity), source: given.source };
}

async function findActivity(options: ActivityOptions, script: string): Promise<GivenActivity> {
  const { activity, sample } = options;
  if (activity !== undefined) {
    return { text: await readText(activity), source: activity === '-' ? 'Standard input' : activity };
  }
  const type = sample ?? eventOfHeader(script) ?? 'environment.push';
  return { text: await makeSample(type, options), source: `sample ${type}` };
}

/** `// upshot: events environment.push` among the first lines. */
function eventOfHeader(script: string): string | undefined {
  const [head = ''] = /^(?:.*\n?){0,20}/.exec(script) ?? [];
  return /^\s*\/\/\s*upshot:\s*events\s+([\w.*-]+)/m.exec(head)?.[1]?.replace(/[.*]+$/, '');
}

async function makeSample(type: string, { state, result, seed }: ActivityOptions): Promise<string> {
  const { eventTypeNames, isEventTypeName } = await import('@upshot/event-types/catalogue');
  const name = [type, `environment.${type}`].find(isEventTypeName);
  if (name === undefined) {
    throw new Failure(`There is no sample of ${type}${didYouMean(type, eventTypeNames)}`);
  }
  const wanted = { state: readState(state), result: result as 'success' | 'failure' | undefined };
  if (seed === undefined) {
    const { sampleActivity } = await import('@upshot/event-types/sample-activity');
    return JSON.stringify(sampleActivity(name, withoutUndefined(wanted)));
  }
  const { generateActivities } = await import('@upshot/event-types/generate-activities');
  for (const activity of generateActivities({ seed, count: SEARCHED, types: [name] })) {
    const isWanted = activity.state === (wanted.state ?? 'complete');
    if (isWanted && (wanted.result === undefined || activity.result === wanted.result))
      return JSON.stringify(activity);
  }
  throw new Failure(`--seed ${seed} gives no ${name} in that state with that result; leave --seed out.`);
}

const SEARCHED = 1_000;

function readState(state: string | undefined): ActivityState | undefined {
  if (state === undefined || activityStates.some((known) => known === state)) return state as ActivityState;
  throw new Failure(`Invalid --state: ${state} (it must be one of ${activityStates.join(', ')})`);
}

function withoutUndefined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
